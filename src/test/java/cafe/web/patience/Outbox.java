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
final class Outbox {
  static final String BOUNDARY = "x-patience-x";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI base;
  private final TestDevice sender;
  private final TestDevice recipient;
  private final byte[] file;
  private final byte[] letter;

  /**
   * @param sender a client
   * @param recipient another
   */
  Outbox(URI base, TestDevice sender, TestDevice recipient) {
    this.base = base;
    this.sender = sender;
    this.recipient = recipient;
    String unique = TestDevice.create().peer().toString();
    this.file = ("a file of " + unique).getBytes(ISO_8859_1);
    this.letter = Letters.of(sender, "a letter of " + unique);
  }

  /** How many requests there are. */
  static final int SIZE = 5;

  /** Sends all of them, at once. */
  List<CompletableFuture<HttpResponse<String>>> send() {
    String thread = "/api/v1/threads/" + TestDevice.create().peer();
    String other = Contents.file("what was stored before".getBytes(ISO_8859_1)).root().toString();
    return List.of(
        send(to("/api/v1/store").header("Content-Type", form()).PUT(bytes(form(file)))),
        send(to("/api/v1/store/" + other).method("DELETE", BodyPublishers.ofString("noop"))),
        send(to(thread + "1").PUT(BodyPublishers.ofString("a snapshot"))),
        send(to(thread + "2").method("DELETE", BodyPublishers.ofString("noop"))),
        send(to("/api/v1/inbox/" + sender.peer() + "/" + recipient.peer()).POST(bytes(letter))));
  }

  /** All were done, and what they brought is there. */
  void assertDone(List<CompletableFuture<HttpResponse<String>>> answers) {
    assertThat(answers)
        .extracting(answer -> answer.join().statusCode())
        .allMatch(s -> s / 100 == 2);
    HttpResponse<String> found = TestDevice.send(to("/ipfs/" + Contents.file(file).root()).GET());
    assertThat(found.body()).isEqualTo(new String(file, ISO_8859_1));
    HttpResponse<String> waiting =
        TestDevice.send(recipient.request(base, "/api/v1/inbox/" + recipient.peer()).GET());
    assertThat(waiting.body()).contains(Letters.id(letter));
  }

  /** A request of a client that may be told to come again: what it is told. */
  HttpResponse<String> impatient() {
    String ids = "{\"ids\":[\"" + Letters.id(letter) + "\"]}";
    return TestDevice.send(
        recipient
            .request(base, "/cafe/v1/inbox/acknowledgements")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(ids)));
  }

  /** The head of a part of a form. */
  static String part(byte[] file) {
    return "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
        .formatted(BOUNDARY, Contents.file(file).root());
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
