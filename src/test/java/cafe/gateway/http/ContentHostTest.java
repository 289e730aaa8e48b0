package cafe.gateway.http;

import static cafe.testkit.SmallCafe.CONTENT_HOST;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.ContentKey;
import cafe.ipld.Cid;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.storage.Content;
import cafe.storage.Contents;
import cafe.storage.Keeper;
import cafe.storage.Owner;
import cafe.testkit.RawHttp;
import cafe.testkit.SmallCafe;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A host name that only content has: what strangers wrote shares its origin with nothing else. */
@QuarkusTest
@TestProfile(SmallCafe.class)
class ContentHostTest {
  private static final String PAGE = "<!DOCTYPE html><script>document.title=location</script>";
  private static final String PEOPLE = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
  private static final String RUNS = "sandbox allow-scripts";

  @TestHTTPResource("/")
  URI base;

  @Inject Keeper keeper;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /",
        "GET /cafe",
        "GET /cafes",
        "GET //cafe",
        "GET /ipfs/../cafe",
        "GET /ipfs/%2e%2e/cafe",
        "GET /ipfsx",
        "GET /.well-known/jwks.json",
        "GET /api/v1/inbox/x",
        "POST /api/v1/search",
        "GET /api/v1/sessions/challenge?account_addr=x",
        "OPTIONS /api/v1/search",
        "PUT /api/v1/store",
        "GET /cafe/v1/directory?name=x",
        "POST /cafe/v0/service",
        "GET /q/swagger-ui/",
        "GET /q/openapi",
        "GET /q/metrics",
        "GET /q/healthy",
        "GET /q/health/../metrics",
        "GET /nope",
      })
  void nothingButContentAnswersThere(String line) throws IOException {
    for (String host : spellings()) {
      RawHttp.Answer answer =
          ask(line, "Host: " + host, "Access-Control-Request-Method: GET", "Origin: https://a.org");
      assertThat(answer.status()).as("%s at %s", line, host).isEqualTo(404);
      assertThat(answer.headers().get("content-type")).isEqualTo("application/problem+json");
      assertThat(answer.text()).contains("\"code\":\"route-unknown\"");
      assertThat(answer.headers()).doesNotContainKey("access-control-allow-origin");
      assertThat(answer.headers().get("x-request-id")).isNotEmpty();
    }
  }

  @Test
  void noPeerIsLetInThere() throws IOException {
    String[] upgrade = {
      "Upgrade: websocket",
      "Connection: Upgrade",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };
    String fields = String.join("\r\n", upgrade);
    assertThat(statusLine("/", "Host: " + CONTENT_HOST + "\r\n" + fields)).contains(" 404 ");
    assertThat(statusLine("/", "Host: cafe.example.org\r\n" + fields)).contains(" 101 ");
  }

  /** RFC 9112 §3.2.2: a URL in the request line precedes the field. */
  @Test
  void theUrlOfTheRequestLineNamesTheHost() throws IOException {
    String there = "http://" + CONTENT_HOST;
    assertThat(ask("GET " + there + "/cafe", "Host: cafe.example.org").status()).isEqualTo(404);
    assertThat(ask("GET HTTP://u@Content.EXAMPLE.org:80/cafe", "Host: c.org").status())
        .isEqualTo(404);
    assertThat(ask("GET " + there + "/health", "Host: cafe.example.org").status()).isEqualTo(204);
    assertThat(ask("GET http://cafe.example.org/cafe", "Host: " + CONTENT_HOST).status())
        .isEqualTo(200);
    Cid page = file(PAGE);
    assertThat(policy(ask("GET " + there + "/ipfs/" + page, "Host: c.org", PEOPLE)))
        .startsWith(RUNS);
  }

  @ParameterizedTest
  @CsvSource({"/health, 204", "/q/health, 200", "/q/health/live, 200", "/ipns/nobody, 404"})
  void contentAndProbesAnswerThere(String path, int status) throws IOException {
    for (String host : spellings()) {
      RawHttp.Answer answer = ask("GET " + path, "Host: " + host);
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.text()).doesNotContain("route-unknown");
    }
  }

  /** Another port, or a name around it, is another host; so is none. */
  @Test
  void onOtherNamesTheCafeAnswers() throws IOException {
    for (String host :
        List.of("cafe", CONTENT_HOST + ":8443", "a." + CONTENT_HOST, CONTENT_HOST + ".evil")) {
      assertThat(ask("GET /cafe", "Host: " + host).status()).as(host).isEqualTo(200);
    }
  }

  /** From storage first, then from memory. */
  @Test
  void documentsRunOnTheirOwnHostOnly() throws IOException {
    Cid page = file(PAGE);
    String folder = "/ipfs/" + folder("a.html", page);
    String picture =
        "/ipfs/" + folder("b.svg", file("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
    for (int i = 0; i < 4; i++) {
      for (String path : List.of("/ipfs/" + page, folder + "/a.html", picture + "/b.svg")) {
        for (String host : spellings()) {
          RawHttp.Answer there = ask("GET " + path, "Host: " + host, PEOPLE);
          assertThat(there.status()).isEqualTo(200);
          assertThat(policy(there)).startsWith(RUNS).doesNotContain("allow-same-origin");
        }
        for (String method : List.of("GET ", "HEAD ")) {
          RawHttp.Answer sent = ask(method + path, "Host: cafe.example.org", PEOPLE);
          assertThat(sent.status()).isEqualTo(302);
          assertThat(sent.headers().get("location")).isEqualTo("//" + CONTENT_HOST + path);
          assertThat(sent.headers().get("cache-control")).isEqualTo("no-store");
          assertThat(sent.body()).isEmpty();
        }
      }
    }
  }

  /** They read content from the API's host, and say nothing of what they accept. */
  @Test
  void oldClientsReadEverythingWhereTheyDid() throws IOException {
    Cid page = file(PAGE);
    for (int i = 0; i < 4; i++) {
      for (String accept : List.of("X-None: x", "Accept: */*", "Accept: image/svg+xml,*/*")) {
        RawHttp.Answer answer = ask("GET /ipfs/" + page, "Host: cafe.example.org", accept);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(PAGE);
        assertThat(policy(answer)).endsWith("; sandbox");
        assertThat(vary("/ipfs/" + page)).containsIgnoringCase("accept");
      }
    }
    Cid text = file("hello");
    for (int i = 0; i < 4; i++) {
      for (String host : List.of("cafe.example.org", CONTENT_HOST)) {
        RawHttp.Answer inert = ask("GET /ipfs/" + text, "Host: " + host, PEOPLE);
        assertThat(inert.status()).isEqualTo(200);
        assertThat(inert.headers()).doesNotContainKey("content-security-policy");
      }
    }
  }

  @Test
  void theQueryGoesAlong() throws IOException {
    ContentKey key = ContentKey.generate(new SecureRandom());
    Cid sealed = file(key.encrypt(PAGE.getBytes(UTF_8)));
    String target = "/ipfs/" + sealed + "?key=" + key.text() + "&filename=a%20b.html&x=%5b!";
    RawHttp.Answer sent = ask("GET " + target, "Host: cafe.example.org", PEOPLE);
    assertThat(sent.status()).isEqualTo(302);
    assertThat(sent.headers().get("referrer-policy")).isEqualTo("no-referrer");
    String place = sent.headers().get("location");
    assertThat(place).isEqualTo("//" + CONTENT_HOST + target);
    String there = place.substring(place.indexOf("/ipfs"));
    RawHttp.Answer answer = ask("GET " + there, "Host: " + CONTENT_HOST, PEOPLE);
    assertThat(answer.text()).isEqualTo(PAGE);
    assertThat(policy(answer)).startsWith(RUNS);
    RawHttp.Answer wrong = ask("GET /ipfs/" + sealed + "?key=x", "Host: cafe", PEOPLE);
    assertThat(wrong.status()).isEqualTo(404);
  }

  private static List<String> spellings() {
    return List.of(
        CONTENT_HOST,
        "Content.EXAMPLE.org",
        CONTENT_HOST + ":443",
        CONTENT_HOST + ":80",
        CONTENT_HOST + ".",
        CONTENT_HOST + ".:443");
  }

  private RawHttp.Answer ask(String line, String... fields) throws IOException {
    String head =
        line + " HTTP/1.1\r\n" + String.join("\r\n", fields) + "\r\nConnection: close\r\n\r\n";
    return RawHttp.parse(RawHttp.exchange(base, head));
  }

  private static String policy(RawHttp.Answer answer) {
    return answer.headers().getOrDefault("content-security-policy", "");
  }

  /** All the fields of that name. */
  private String vary(String path) throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\nHost: cafe\r\nConnection: close\r\n\r\n";
    return RawHttp.exchange(base, head)
        .lines()
        .filter(line -> line.regionMatches(true, 0, "vary:", 0, 5))
        .toList()
        .toString();
  }

  /** The first line of an answer after which the connection may stay open. */
  private String statusLine(String path, String fields) throws IOException {
    try (Socket socket = RawHttp.open(base)) {
      String head = "GET " + path + " HTTP/1.1\r\n" + fields + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readNBytes(16), ISO_8859_1);
    }
  }

  private Cid file(String content) {
    return file(content.getBytes(UTF_8));
  }

  private Cid file(byte[] bytes) {
    return keep(Contents.file(bytes));
  }

  private Cid folder(String name, Cid file) {
    PbNode node =
        new PbNode(List.of(new PbLink(file, name, 1)), ByteBuffer.wrap(new byte[] {8, 1}));
    return keep(Contents.node(node));
  }

  private Cid keep(Content content) {
    keeper.keep(new Owner("test:content-host"), List.of(content));
    return content.root();
  }
}
