package cafe.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.storage.Contents;
import cafe.testkit.GoClient;
import cafe.testkit.Letters;
import cafe.testkit.RawHttp;
import cafe.testkit.RawHttp.Answer;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Forms of requests that HTTP leaves open, as old clients and the proxies before them spell them:
 * the original took each.
 */
@QuarkusTest
class OldClientFormsTest {

  private static final byte[] SNAPSHOT = "a snapshot".getBytes(UTF_8);

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;

  private GoClient http;
  private String token;
  private TestDevice ada;

  @BeforeEach
  void connect() throws IOException {
    token = tokens.create(new NewAccessToken("forms", null, null)).text();
    ada = TestDevice.create().register(base, token);
    http = new GoClient(base);
  }

  @AfterEach
  void disconnect() throws IOException {
    http.close();
  }

  private String own() {
    return "Authorization: Basic " + ada.access();
  }

  private static byte[] raw(String... lines) {
    return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1);
  }

  private String snapshot() throws IOException {
    return http.send("GET", "/cafe/v1/snapshots/t", own()).text();
  }

  /** Go folds the case of fields and ignores that of schemes. */
  @Test
  void fieldsInAnyCase() throws IOException {
    byte[] head =
        raw(
            "PUT /api/v1/threads/t HTTP/1.1",
            "hOST: cafe",
            "aUTHORIZATION: bAsIc " + ada.access(),
            "cONTENT-lENGTH:" + SNAPSHOT.length);
    byte[] request = RawHttp.request(new String(head, ISO_8859_1), SNAPSHOT);
    assertThat(http.exchange(request).status()).isEqualTo(204);
    assertThat(snapshot()).isEqualTo("a snapshot");
  }

  /** Bodies without a type, as Go's client sends them, and of a type that they are not. */
  @Test
  void bodiesOfAnyType() throws IOException {
    String refresh = "/api/v1/sessions/" + ada.peer() + "/refresh";
    List<String> types =
        List.of("", "Content-Type: application/json", "Content-Type: ;", "Content-Type: x");
    for (String type : types) {
      assertThat(http.send("PUT", "/api/v1/threads/t", SNAPSHOT, own(), type).status())
          .as(type)
          .isEqualTo(204);
      byte[] letter = Letters.of(ada, "of " + type);
      String inbox = "/api/v1/inbox/" + ada.peer() + "/" + ada.peer();
      assertThat(http.send("POST", inbox, letter, type).status()).as(type).isEqualTo(200);
      String field = "Authorization: Basic " + ada.refresh();
      Answer answer = http.send("POST", refresh, ada.access().getBytes(UTF_8), field, type);
      assertThat(answer.status()).as(type).isEqualTo(201);
      JsonObject session = new JsonObject(answer.text());
      ada.keep(session.getString("access"), session.getString("refresh"));
    }
    assertThat(http.send("GET", "/api/v1/inbox/" + ada.peer(), own()).text())
        .contains(Letters.id(Letters.of(ada, "of ")));
  }

  /** What uploads of unknown length are sent as. */
  @Test
  void bodiesInChunks() throws IOException {
    byte[] request =
        raw(
            "PUT /api/v1/threads/t HTTP/1.1",
            "Host: cafe",
            own(),
            "Transfer-Encoding: chunked",
            "",
            "2;extension=x",
            "a ",
            "8",
            "snapshot",
            "0");
    assertThat(http.exchange(request).status()).isEqualTo(204);
    assertThat(snapshot()).isEqualTo("a snapshot");
  }

  /** Whoever waits for a word before he sends a body gets it, or the refusal. */
  @Test
  void bodiesThatWaitToBeAskedFor() throws IOException {
    byte[] file = ("a file of " + ada.peer()).getBytes(UTF_8);
    String cid = Contents.file(file).root().toString();
    String part =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + cid + "\"\r\n\r\n";
    byte[] open = RawHttp.request(part, file);
    byte[] form = RawHttp.request(new String(open, ISO_8859_1), "\r\n--x--\r\n".getBytes(UTF_8));
    String[] lines = {
      "PUT /api/v1/store HTTP/1.1",
      "Host: cafe",
      own(),
      "Content-Type: multipart/form-data; boundary=x",
      "Content-Length: " + form.length,
      "Expect: 100-continue"
    };
    http.write(raw(lines));
    assertThat(http.readInterim()).isEqualTo(100);
    http.write(form);
    assertThat(http.read("PUT", "/api/v1/store").status()).isEqualTo(204);
    assertThat(http.send("GET", "/ipfs/" + cid).body()).isEqualTo(file);
    lines[2] = "Authorization: Basic nonsense";
    http.write(raw(lines));
    Answer refused = http.read("PUT", "/api/v1/store");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(new JsonObject(refused.text()).getString("error")).isEqualTo("unauthorized");
  }

  /** Old HTTP, which asks for what newer HTTP takes for granted. */
  @Test
  void connectionsOfHttp10() throws IOException {
    byte[] alive = raw("GET /cafe HTTP/1.0", "Connection: keep-alive");
    for (int i = 0; i < 2; i++) {
      Answer answer = http.exchange(alive);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.headers()).containsKey("content-length");
      assertThat(answer.headers().getOrDefault("connection", ""))
          .isEqualToIgnoringCase("keep-alive");
    }
    assertThat(http.exchange(raw("GET /cafe HTTP/1.0")).status()).isEqualTo(200);
    assertThat(http.isEnded()).isTrue();
  }

  /** A whole address as the target, as to a proxy. */
  @Test
  void targetsWithTheirHost() throws IOException {
    String target = base.resolve("/api/v1/inbox/" + ada.peer() + "/").toString();
    http.write(raw("GET " + target + " HTTP/1.1", "Host: elsewhere", own()));
    Answer answer = http.read("GET", "/api/v1/inbox/" + ada.peer());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{\"messages\":[]}");
  }

  /** Requests that do not wait for the answers before them. */
  @Test
  void requestsInOneGo() throws IOException {
    byte[] put = raw("PUT /api/v1/threads/t HTTP/1.1", "Host: cafe", own(), "Content-Length: 10");
    byte[] first = RawHttp.request(new String(put, ISO_8859_1), SNAPSHOT);
    byte[] second = raw("GET /cafe/v1/snapshots/t HTTP/1.1", "Host: cafe", own());
    http.write(RawHttp.request(new String(first, ISO_8859_1), second));
    assertThat(http.read("PUT", "/api/v1/threads/t").status()).isEqualTo(204);
    assertThat(http.read("GET", "/cafe/v1/snapshots/t").text()).isEqualTo("a snapshot");
  }

  /** With a body that means nothing, with an empty one, and with none. */
  @Test
  void deletionsWithAndWithoutBodies() throws IOException {
    String cid = Contents.file(SNAPSHOT).root().toString();
    for (String target :
        List.of(
            "/api/v1/store/" + cid,
            "/api/v1/store/" + cid + "/",
            "/api/v1/threads/t",
            "/api/v1/threads/t/",
            "/api/v1/inbox/" + ada.peer(),
            "/api/v1/inbox/" + ada.peer() + "/")) {
      int expected = target.contains("inbox") ? 200 : 204;
      assertThat(http.send("DELETE", target, own()).status()).as(target).isEqualTo(expected);
      for (String body : List.of("noop", "", "{\"a\":")) {
        assertThat(http.send("DELETE", target, body.getBytes(UTF_8), own()).status())
            .as("%s with %s", target, body)
            .isEqualTo(expected);
      }
    }
  }

  /** Slashes before the query, escapes in it, and its values in any order. */
  @Test
  void queriesInAnyForm() throws IOException {
    String field = "Authorization: Basic " + token;
    String escaped =
        "%" + Integer.toHexString(ada.address().charAt(0)) + ada.address().substring(1);
    for (String target :
        List.of(
            "?account_addr=" + ada.address(),
            "/?account_addr=" + ada.address(),
            "//?account_addr=" + ada.address(),
            "?x=1&account_addr=" + escaped,
            "?account_addr=" + ada.address() + "&account_addr=other")) {
      Answer answer = http.send("GET", "/api/v1/sessions/challenge" + target, field);
      assertThat(answer.status()).as(target).isEqualTo(200);
      assertThat(new JsonObject(answer.text()).getString("address")).isEqualTo(ada.address());
    }
  }

  /** More words than two: the second is the token. */
  @Test
  void credentialsOfManyWords() throws IOException {
    String inbox = "/api/v1/inbox/" + ada.peer();
    for (String scheme : List.of("Basic", "Bearer", "basic", "Token", "")) {
      String field = "Authorization: " + (scheme.isEmpty() ? "x" : scheme) + " " + ada.access();
      assertThat(http.send("GET", inbox, field).status()).as(field).isEqualTo(200);
      assertThat(http.send("GET", inbox, field + " more words").status()).isEqualTo(200);
    }
    assertThat(http.send("GET", inbox, "Authorization: Basic  " + ada.access()).status())
        .isEqualTo(401);
  }
}
