package cafe.gateway.http;

import static cafe.gateway.http.GatewayServer.field;
import static cafe.gateway.http.GatewayServer.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.crypto.ContentKey;
import cafe.gateway.PercentEncoding;
import cafe.ipld.Cid;
import cafe.ipld.Multibase;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway answers. Each file is asked for thrice: from storage twice, from memory. */
@Execution(ExecutionMode.CONCURRENT)
class GatewayHttpTest {
  private static final ContentKey KEY = ContentKey.generate(new SecureRandom());
  private static final String FOR_EVER = "public, max-age=29030400, immutable";

  private static GatewayServer server;

  @BeforeAll
  static void start() {
    server = new GatewayServer(Map.of("cafe.gateway.host", "content.example:8080"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4096, 65_536, 65_537, 262_144, 262_145, 3_000_000})
  void files(int size) {
    byte[] bytes = random(size);
    Cid cid = server.dags.file(bytes);
    for (int i = 0; i < 4; i++) {
      HttpResponse<byte[]> answer = server.get("/ipfs/" + cid);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(bytes);
      assertThat(field(answer, "ETag")).isEqualTo("\"" + cid + "\"");
      assertThat(field(answer, "Cache-Control")).isEqualTo(FOR_EVER);
      assertThat(field(answer, "Accept-Ranges")).isEqualTo("bytes");
      assertThat(field(answer, "Content-Length")).isEqualTo(Integer.toString(size));
      assertThat(field(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(field(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(field(answer, "Access-Control-Expose-Headers")).contains("Content-Range");
      assertThat(field(answer, "X-Ipfs-Path")).isEqualTo("/ipfs/" + cid);
      assertThat(field(answer, "Vary")).isEqualTo("X-Cafe-Key");
      HttpResponse<byte[]> head = server.send("HEAD", "/ipfs/" + cid);
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      assertThat(field(head, "Content-Length")).isEqualTo(Integer.toString(size));
      assertThat(field(head, "Content-Type")).isEqualTo(field(answer, "Content-Type"));
    }
  }

  @Test
  void everySpellingOfACid() {
    Cid cid = server.dags.file("spelled");
    Cid v1 = Cid.v1(Cid.DAG_PB, cid.multihash());
    for (Multibase base : Multibase.values()) {
      String path = "/ipfs/" + PercentEncoding.encode(v1.toString(base), "");
      assertThat(text(server.get(path))).as(base.name()).isEqualTo("spelled");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 1",
    "bytes=5-9, 5, 10",
    "bytes=-7, 499993, 500000",
    "bytes=262140-262150, 262140, 262151",
    "bytes=1-, 1, 500000",
    "bytes=0-99999999999999999999, 0, 500000",
  })
  void ranges(String range, int from, int to) {
    byte[] bytes = random(500_000);
    Cid plain = server.dags.file(bytes);
    String sealed = "/ipfs/" + server.dags.file(KEY.encrypt(bytes));
    for (int i = 0; i < 3; i++) {
      for (HttpResponse<byte[]> answer :
          List.of(
              server.get("/ipfs/" + plain, "Range", range),
              server.get(sealed + "?key=" + KEY.text(), "Range", range),
              server.get(sealed, "X-Cafe-Key", KEY.text(), "Range", range))) {
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(bytes, from, to));
        assertThat(field(answer, "Content-Range"))
            .isEqualTo("bytes " + from + "-" + (to - 1) + "/500000");
      }
    }
  }

  @Test
  void rangesThatAreNotThere() {
    Cid cid = server.dags.file("0123456789");
    for (int i = 0; i < 3; i++) {
      HttpResponse<byte[]> answer = server.get("/ipfs/" + cid, "Range", "bytes=10-");
      assertThat(answer.statusCode()).isEqualTo(416);
      assertThat(field(answer, "Content-Range")).isEqualTo("bytes */10");
      assertThat(field(answer, "Cache-Control")).isEqualTo("no-store");
      assertThat(text(answer)).contains("range-not-satisfiable");
      assertThat(server.get("/ipfs/" + cid, "Range", "bytes=0-1,3-4").statusCode()).isEqualTo(200);
      assertThat(server.send("HEAD", "/ipfs/" + cid, "Range", "bytes=0-1").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void conditions() {
    Cid cid = server.dags.file("conditional");
    String path = "/ipfs/" + cid;
    String tag = "\"" + cid + "\"";
    for (int i = 0; i < 3; i++) {
      HttpResponse<byte[]> known = server.get(path, "If-None-Match", "W/" + tag);
      assertThat(known.statusCode()).isEqualTo(304);
      assertThat(known.body()).isEmpty();
      assertThat(field(known, "ETag")).isEqualTo(tag);
      assertThat(field(known, "Cache-Control")).isEqualTo(FOR_EVER);
      assertThat(server.get(path, "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
      assertThat(server.get(path, "If-Match", "\"x\"").statusCode()).isEqualTo(412);
      assertThat(server.get(path, "Range", "bytes=0-1", "If-Range", tag).statusCode())
          .isEqualTo(206);
      assertThat(server.get(path, "Range", "bytes=0-1", "If-Range", "\"x\"").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void openedFilesAreKeptByNobody() {
    byte[] plain = random(100_000);
    Cid cid = server.dags.file(KEY.encrypt(plain));
    for (int i = 0; i < 4; i++) {
      HttpResponse<byte[]> answer = server.get("/ipfs/" + cid + "?key=" + KEY.text());
      assertThat(answer.body()).isEqualTo(plain);
      assertThat(field(answer, "Cache-Control")).isEqualTo("private, no-store");
      assertThat(field(answer, "Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(field(answer, "ETag")).isEqualTo("\"" + cid + ".open\"");
      assertThat(answer.headers().map().toString()).doesNotContain(KEY.text());
      // the same path without the key, from memory in the end, stays sealed
      assertThat(server.get("/ipfs/" + cid).body()).isNotEqualTo(plain).hasSize(100_016);
      assertThat(server.get("/ipfs/" + cid, "X-Cafe-Key", KEY.text()).body()).isEqualTo(plain);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400, key-malformed",
    "x, 400, key-malformed",
    "0OIl, 400, key-malformed",
    "%00, 400, key-malformed",
    "15JkfdNj5rstZ9tyucpAVE72JzKybsHQcXsjSxA1bxmrydHHvtuPkTbcLNe, 403, key-wrong",
  })
  void keysThatDoNotOpen(String key, int status, String code) {
    String path = "/ipfs/" + server.dags.file(KEY.encrypt(new byte[10])) + "?key=" + key;
    HttpResponse<byte[]> program = server.get(path);
    assertThat(program.statusCode()).isEqualTo(status);
    assertThat(field(program, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(text(program)).contains("\"code\":\"" + code + "\"");
    HttpResponse<byte[]> browser = server.get(path, "Accept", "text/html");
    assertThat(browser.statusCode()).isEqualTo(404);
    assertThat(field(browser, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(text(browser)).contains("404");
    if (key.length() > 4) {
      assertThat(text(program) + program.headers().map()).doesNotContain(key);
      assertThat(text(browser) + browser.headers().map()).doesNotContain(key);
    }
  }

  @Test
  void aKeyFieldPrecedesTheQuery() {
    Cid cid = server.dags.file(KEY.encrypt("x".getBytes(UTF_8)));
    String path = "/ipfs/" + cid + "?key=wrong";
    assertThat(text(server.get(path, "X-Cafe-Key", KEY.text()))).isEqualTo("x");
  }

  @Test
  void oldLinks() {
    Cid pair =
        server.dags.directory(
            Map.of(
                "content", server.dags.file(KEY.encrypt("photo".getBytes(UTF_8))),
                "meta",
                    server.dags.file(
                        KEY.encrypt(
                            "{\"media\":\"image/jpeg\",\"name\":\"a b.jpg\"}".getBytes(UTF_8)))));
    Cid root = server.dags.directory(Map.of("0", server.dags.directory(Map.of("large", pair))));
    HttpResponse<byte[]> answer =
        server.get("/ipfs/" + root + "/0/large/content.jpg/?key=" + KEY.text());
    assertThat(text(answer)).isEqualTo("photo");
    assertThat(field(answer, "Content-Type")).isEqualTo("image/jpeg");
    assertThat(field(answer, "Content-Disposition")).isEqualTo("inline; filename=\"a b.jpg\"");
    Cid avatar =
        server.dags.directory(Map.of("d", server.dags.file("small"), "f", server.dags.file("{}")));
    Cid data = server.dags.directory(Map.of("0", server.dags.directory(Map.of("small", avatar))));
    assertThat(text(server.get("/ipfs/" + data + "/0/small/content"))).isEqualTo("small");
  }

  @Test
  void directories() {
    Cid file = server.dags.file(new byte[1234]);
    Cid directory = server.dags.directory(Map.of("<b>", file, "ä", file, "sub", file));
    HttpResponse<byte[]> page = server.get("/ipfs/" + directory + "?key=whatever");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(field(page, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(field(page, "Content-Security-Policy")).contains("default-src 'none'");
    assertThat(text(page))
        .contains("&lt;b&gt;", "/ipfs/" + directory + "/%C3%A4", "1.2 kB")
        .doesNotContain("<b>", "whatever");
    HttpResponse<byte[]> json =
        server.get("/ipfs/" + directory + "/", "Accept", "application/json");
    assertThat(field(json, "Content-Type")).isEqualTo("application/json");
    assertThat(text(json))
        .contains("{\"name\":\"ä\",\"cid\":\"" + file + "\",\"type\":\"file\",\"size\":1234}");
    String tag = field(json, "ETag");
    assertThat(
            server
                .get("/ipfs/" + directory, "Accept", "application/json", "If-None-Match", tag)
                .statusCode())
        .isEqualTo(304);
    HttpResponse<byte[]> head = server.send("HEAD", "/ipfs/" + directory);
    assertThat(field(head, "Content-Length")).isEqualTo(Integer.toString(page.body().length));
  }

  @Test
  void largeDirectories() {
    Map<String, Cid> entries = new HashMap<>();
    Cid file = server.dags.file("x");
    for (int i = 0; i < 30_000; i++) {
      entries.put("entry <" + i + ">", file);
    }
    String path = "/ipfs/" + server.dags.directory(entries);
    assertThat(text(server.get(path))).contains("entry &lt;0&gt;", "entry &lt;29999&gt;");
    assertThat(text(server.get(path, "Accept", "application/json"))).contains("entry <29999>");
    assertThat(text(server.get(path + "/entry%20%3C29999%3E"))).isEqualTo("x");
  }

  @Test
  void indexPages() {
    Cid index = server.dags.file("<html><script>1</script></html>");
    Cid directory = server.dags.directory(Map.of("index.html", index, "a.css", index));
    HttpResponse<byte[]> moved = server.get("/ipfs/" + directory + "?key=x");
    assertThat(moved.statusCode()).isEqualTo(301);
    assertThat(field(moved, "Location")).isEqualTo("/ipfs/" + directory + "/");
    for (int i = 0; i < 3; i++) {
      HttpResponse<byte[]> page = server.get("/ipfs/" + directory + "/");
      assertThat(text(page)).startsWith("<html>");
      assertThat(field(page, "ETag")).isEqualTo("\"" + index + "\"");
      assertThat(field(page, "Content-Type")).startsWith("text/html");
      assertThat(text(server.get("/ipfs/" + directory + "/", "Accept", "application/json")))
          .contains("\"name\":\"a.css\"");
    }
  }

  @Test
  void documentsOfStrangersAreSandboxed() throws Exception {
    Cid directory =
        server.dags.directory(
            Map.of("a.html", server.dags.file("x"), "b.svg", server.dags.file("<svg/>")));
    for (int i = 0; i < 3; i++) {
      for (String name : List.of("a.html", "b.svg")) {
        String path = "/ipfs/" + directory + "/" + name;
        String policy = field(server.get(path), "Content-Security-Policy");
        assertThat(policy).contains("default-src 'none'", "sandbox").doesNotContain("allow-");
        String own = "GET " + path + " HTTP/1.1\r\nHost: Content.example:8080\r\n";
        assertThat(server.raw(own + "Connection: close\r\n\r\n"))
            .contains("sandbox allow-scripts")
            .doesNotContain("allow-same-origin");
      }
    }
    Cid image = server.dags.file("GIF89a...");
    assertThat(server.get("/ipfs/" + image).headers().firstValue("Content-Security-Policy"))
        .isEmpty();
  }

  @Test
  void namesForSaving() {
    String path = "/ipfs/" + server.dags.file("x");
    for (int i = 0; i < 3; i++) {
      assertThat(field(server.get(path + "?filename=%C3%A4.txt"), "Content-Disposition"))
          .isEqualTo("inline; filename=\"_.txt\"; filename*=UTF-8''%C3%A4.txt");
      assertThat(
              field(server.get(path + "?download=true&filename=a%0D%0Ab"), "Content-Disposition"))
          .isEqualTo("attachment; filename=\"ab\"");
      assertThat(server.get(path).headers().firstValue("Content-Disposition")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/ipfs/, 400",
    "/ipfs/nonsense, 400",
    "/ipfs/%00, 400",
    "/ipfs/../../etc/passwd, 404",
    "/ipfs/..%2f..%2fetc%2fpasswd, 400",
    "/ipfs/QmPVZRS9UaZw6GX19LDnUFk39aD4S2SzeZU54D2ScCH9b6/%2e%2e/%2e%2e/etc, 404",
    "/ipfs/QmPVZRS9UaZw6GX19LDnUFk39aD4S2SzeZU54D2ScCH9b7, 404",
    "/ipfs/QmPVZRS9UaZw6GX19LDnUFk39aD4S2SzeZU54D2ScCH9b7/%2500, 404",
    "/ipfs/QmPVZRS9UaZw6GX19LDnUFk39aD4S2SzeZU54D2ScCH9b7/%00, 400",
    "/ipns/12D3KooWBRG69PMx6EakNbkp4bQRqGqsHou5eau1MgnkzZDmzezU, 404",
  })
  void pathsThatLeadNowhere(String path, int status) throws Exception {
    String head = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    assertThat(server.raw(head + "\r\n")).startsWith("HTTP/1.1 " + status + " ");
    assertThat(server.raw(head + "Accept: text/html\r\n\r\n")).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void whatNoUrlMayHold() throws Exception {
    String tail = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    String file = "GET /ipfs/" + server.dags.file("x");
    assertThat(server.raw(file + "?key=%zz" + tail)).contains("request-malformed");
    assertThat(server.raw(file + "?key=%" + tail)).contains("request-malformed");
    assertThat(server.raw(file + "/%" + tail)).startsWith("HTTP/1.1 400 ");
    assertThat(server.raw(file + "/" + "a".repeat(5000) + tail)).contains(" 414 ");
  }

  @Test
  void otherMethods() {
    String path = "/ipfs/" + server.dags.file("x");
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "BREW")) {
      HttpResponse<byte[]> answer = server.send(method, path);
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(field(answer, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
    assertThat(server.send("OPTIONS", path).statusCode()).isEqualTo(204);
  }

  @Test
  void aBodyIsCutOffRatherThanWrong() {
    byte[] bytes = random(3_000_000);
    for (int i = 0; i < bytes.length; i += 1_000) {
      // Blocks of its own: those of other tests may be in memory.
      bytes[i] ^= 0x5a;
    }
    Cid cid = server.dags.file(bytes);
    Cid lost = server.dags.leaf(Arrays.copyOfRange(bytes, 2_097_152, 2_359_296)).cid();
    server.blocks.remove(lost);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> server.get("/ipfs/" + cid)).isInstanceOf(UncheckedIOException.class);
      assertThat(server.get("/ipfs/" + cid, "Range", "bytes=0-99").statusCode()).isEqualTo(206);
    }
    Cid first = server.dags.leaf(Arrays.copyOf(bytes, 262_144)).cid();
    server.blocks.remove(first);
    HttpResponse<byte[]> answer = server.get("/ipfs/" + cid);
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("ETag")).isEmpty();
    assertThat(field(answer, "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void whatIsRemovedIsForgotten() {
    Cid kept = server.dags.file("kept");
    Cid file = server.dags.file("to be removed");
    String path = "/ipfs/" + server.dags.directory(Map.of("a", file, "b", kept)) + "/";
    for (int i = 0; i < 3; i++) {
      assertThat(server.get(path + "a").statusCode()).isEqualTo(200);
      assertThat(server.get(path + "b").statusCode()).isEqualTo(200);
    }
    server.blocks.remove(file);
    server.route.recheck();
    assertThat(server.get(path + "a").statusCode()).isEqualTo(404);
    assertThat(server.get(path + "b").statusCode()).isEqualTo(200);
  }

  @Test
  void theSecondVersionOfHttp() throws Exception {
    byte[] bytes = random(3_000_000);
    String file = "/ipfs/" + server.dags.file(bytes);
    String sealed = "/ipfs/" + server.dags.file(KEY.encrypt(bytes)) + "?key=" + KEY.text();
    for (int i = 0; i < 4; i++) {
      for (String path : List.of(file, sealed)) {
        HttpResponse<byte[]> answer = server.http2(path);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.body()).isEqualTo(bytes);
        assertThat(field(answer, "x-content-type-options")).isEqualTo("nosniff");
      }
    }
  }

  @Test
  void requestsMayFollowEachOtherOnOneConnection() throws Exception {
    Cid small = server.dags.file("one");
    Cid large = server.dags.file("z".repeat(70_000));
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      requests.append("GET /ipfs/" + small + " HTTP/1.1\r\nHost: x\r\n\r\n");
      requests.append("GET /ipfs/" + large + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    requests.append("HEAD /ipfs/" + small + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    String answers = server.raw(requests.toString());
    assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(42);
    assertThat(answers.split("\r\n\r\nz{70000}", -1)).hasSize(21);
    assertThat(answers.split("\r\n\r\none", -1)).hasSize(21);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
