package cafe.durability;

import cafe.client.ApiException;
import cafe.testkit.GeneratedClient;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Calls to one cafe through the generated client. An answer that did not come is an {@link
 * IOException}, one that refuses an {@link ApiException}.
 *
 * @param base its URL
 * @param access the token of a session
 */
record Remote(URI base, String access) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String BOUNDARY = "x-cafe-boundary-x";
  private static final int STORED = 204;

  /** Asks for something. */
  interface Question<T> {
    T put(GeneratedClient cafe, Map<String, String> token) throws ApiException;
  }

  /** Wants something done. */
  interface Order {
    void give(GeneratedClient cafe, Map<String, String> token) throws ApiException;
  }

  /** Sends something. */
  interface Letter<T> {
    T send(GeneratedClient cafe, File body, Map<String, String> token) throws ApiException;
  }

  <T> T ask(Question<T> question) throws IOException, ApiException {
    try {
      return question.put(GeneratedClient.of(base), GeneratedClient.authorization(access));
    } catch (ApiException e) {
      if (e.getCode() == 0 && e.getCause() != null) {
        throw new IOException("no answer", e.getCause());
      }
      throw e;
    }
  }

  void tell(Order order) throws IOException, ApiException {
    Boolean unused =
        ask(
            (cafe, token) -> {
              order.give(cafe, token);
              return true;
            });
  }

  <T> T send(byte[] body, Letter<T> letter) throws IOException, ApiException {
    return ask((cafe, token) -> GeneratedClient.send(body, file -> letter.send(cafe, file, token)));
  }

  /**
   * Stores files, each in a part named by its CID. Made by hand: the generated client writes a form
   * into a pipe, and leaves both open if the connection ends before the form does.
   */
  void store(List<Upload> files) throws IOException, ApiException {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (Upload file : files) {
      String named = "Content-Disposition: form-data; name=\"file\"; filename=\"" + file.cid();
      String head = "--" + BOUNDARY + "\r\n" + named + "\"\r\n\r\n";
      form.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      form.writeBytes(file.bytes());
      form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/api/v1/store"))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + access)
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray()))
            .build();
    try {
      HttpResponse<String> answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != STORED) {
        throw new ApiException(answer.statusCode(), "store", answer.headers(), answer.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** A part: its name and what is sent. */
  record Upload(String cid, byte[] bytes) {}
}
