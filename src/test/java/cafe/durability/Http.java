package cafe.durability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Requests to one cafe.
 *
 * @param base its URL
 * @param access the token of a session, or nothing
 */
record Http(URI base, String access) {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final String BOUNDARY = "x-cafe-boundary-x";

  HttpResponse<byte[]> get(String path) throws IOException {
    return send(request(path).GET());
  }

  HttpResponse<byte[]> delete(String path) throws IOException {
    return send(request(path).DELETE());
  }

  HttpResponse<byte[]> put(String path, byte[] body) throws IOException {
    return send(request(path).PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<byte[]> post(String path, byte[] body) throws IOException {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<byte[]> putJson(String path, Map<String, ?> body) throws IOException {
    return send(json(path).PUT(HttpRequest.BodyPublishers.ofByteArray(bytes(body))));
  }

  HttpResponse<byte[]> postJson(String path, Map<String, ?> body) throws IOException {
    return send(json(path).POST(HttpRequest.BodyPublishers.ofByteArray(bytes(body))));
  }

  /** A file for the pin route of old clients. */
  HttpResponse<byte[]> pin(byte[] file) throws IOException {
    return send(
        request("/cafe/v0/pin")
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(file)));
  }

  /** A form with a file in each part, named by its CID. */
  HttpResponse<byte[]> store(List<Upload> files) throws IOException {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (Upload file : files) {
      String named = "Content-Disposition: form-data; name=\"file\"; filename=\"" + file.cid();
      String head = "--" + BOUNDARY + "\r\n" + named + "\"\r\n\r\n";
      form.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
      form.writeBytes(file.bytes());
      form.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    form.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    return send(
        request("/api/v1/store")
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray())));
  }

  /** A part: its name and what is sent. */
  record Upload(String cid, byte[] bytes) {}

  private HttpRequest.Builder json(String path) {
    return request(path).header("Content-Type", "application/json");
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
    return access.isEmpty() ? request : request.header("Authorization", "Bearer " + access);
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static byte[] bytes(Map<String, ?> body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode read(HttpResponse<byte[]> response) throws IOException {
    return JSON.readTree(response.body());
  }
}
