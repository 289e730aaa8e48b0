package cafe.web.patience;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.storage.Contents;
import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a mobile client sends in the background: one request of each kind. */
final class ClientOutbox {
  static final String BOUNDARY = "x-patience-x";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI base;
  private final TestDevice sender;
  private final TestDevice recipient;
  private final String thread = TestDevice.create().peer().toString();
  private final byte[] file;
  private final byte[] older;
  private final byte[] letter;

  /**
   * @param sender a client
   * @param recipient another
   */
  ClientOutbox(URI base, TestDevice sender, TestDevice recipient) {
    this.base = base;
    this.sender = sender;
    this.recipient = recipient;
    String unique = TestDevice.create().peer().toString();
    this.file = ("a file of " + unique).getBytes(ISO_8859_1);
    this.older = ("what was stored before by " + unique).getBytes(ISO_8859_1);
    this.letter = Letters.of(sender, "a letter of " + unique);
  }

  /** How many requests there are. */
  static final int SIZE = 5;

  /**
   * Stores what is to be removed, without which a removal has nothing to wait for. Sessions that
   * were used are remembered: later the work is what waits, and not the question who calls.
   */
  void prepare() {
    assertThat(List.of(store(older), snapshot("2")))
        .extracting(answer -> answer.join().statusCode())
        .containsOnly(204);
    assertThat(impatient().statusCode()).isEqualTo(204);
  }

  /** Sends all of them, at once. */
  List<CompletableFuture<HttpResponse<String>>> send() {
    return List.of(
        store(file),
        send(
            to("/api/v1/store/" + Contents.file(older).root())
                .method("DELETE", BodyPublishers.ofString("noop"))),
        snapshot("1"),
        send(
            to("/api/v1/threads/" + thread + "2")
                .method("DELETE", BodyPublishers.ofString("noop"))),
        send(to("/api/v1/inbox/" + sender.peer() + "/" + recipient.peer()).POST(bytes(letter))));
  }

  /** All were done, and what they brought is there. */
  void assertDone(List<CompletableFuture<HttpResponse<String>>> answers) {
    assertThat(answers)
        .extracting(answer -> answer.join().statusCode())
        .allMatch(s -> s / 100 == 2);
    HttpResponse<String> found = TestDevice.send(to("/ipfs/" + Contents.file(file).root()).GET());
    assertThat(found.body()).isEqualTo(new String(file, ISO_8859_1));
    String snapshots = TestDevice.send(to("/cafe/v1/snapshots").GET()).body();
    assertThat(snapshots).contains(thread + "1").doesNotContain(thread + "2");
    HttpResponse<String> waiting =
        TestDevice.send(recipient.request(base, "/api/v1/inbox/" + recipient.peer()).GET());
    assertThat(waiting.body()).contains(Letters.id(letter));
  }

  /** A request of a client that may be told to come again: what it is told. */
  HttpResponse<String> impatient() {
    String changing = "changed at " + System.nanoTime();
    return TestDevice.send(
        recipient
            .request(base, "/cafe/v1/snapshots/impatient")
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofString(changing)));
  }

  /** The head of a part of a form. */
  static String part(byte[] file) {
    return "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
        .formatted(BOUNDARY, Contents.file(file).root());
  }

  private CompletableFuture<HttpResponse<String>> store(byte[] content) {
    return send(to("/api/v1/store").header("Content-Type", form()).PUT(bytes(form(content))));
  }

  private CompletableFuture<HttpResponse<String>> snapshot(String number) {
    return send(
        to("/api/v1/threads/" + thread + number).PUT(BodyPublishers.ofString("a snapshot")));
  }

  private HttpRequest.Builder to(String path) {
    return sender.request(base, path);
  }

  private static String form() {
    return "multipart/form-data; boundary=" + BOUNDARY;
  }

  private static byte[] form(byte[] file) {
    String text = part(file) + new String(file, ISO_8859_1) + "\r\n--" + BOUNDARY + "--\r\n";
    return text.getBytes(ISO_8859_1);
  }

  private static HttpRequest.BodyPublisher bytes(byte[] body) {
    return BodyPublishers.ofByteArray(body);
  }

  private static CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
    return HTTP.sendAsync(request.build(), BodyHandlers.ofString());
  }
}
