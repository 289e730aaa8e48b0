package cafe.boot;

import cafe.kernel.HostAndPort;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How commands find the running cafe and prove that they are the operator's. */
final class OperatorOptions {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:CAFE_DATA:-data}",
      description = "the running cafe's data folder (CAFE_DATA; default: ${DEFAULT-VALUE})")
  private Path data = Path.of("data");

  @Option(
      names = "--operator",
      paramLabel = "HOST:PORT",
      description = "its operator listener, if it is not the one that the data folder names")
  private @Nullable String operator;

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description = "the operator's secret, if it is not in the data folder")
  private @Nullable Path secretFile;

  @Option(names = "--json", description = "answer with one JSON object")
  private boolean json;

  boolean json() {
    return json;
  }

  /**
   * Calls the operator's listener.
   *
   * @throws IllegalStateException in words for the operator: no cafe runs, or what it answered
   */
  JsonNode call(String method, String path, String body) {
    URI uri = URI.create(base() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + secret())
            .header("Content-Type", "application/json")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode answer = new ObjectMapper().readTree(response.body());
      if (response.statusCode() >= 400) {
        throw new IllegalStateException(
            answer.path("detail").asText("the cafe answered " + response.statusCode()));
      }
      return answer;
    } catch (ConnectException e) {
      throw new IllegalStateException("no cafe runs at " + base(), e);
    } catch (IOException e) {
      throw new IllegalStateException("the cafe at " + base() + " does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * All pages of a list, as one object like each of them.
   *
   * @param list the name of the list in the answer
   * @param key the member of an entry after which the next page goes on
   * @param each is told every entry
   */
  ObjectNode pages(String path, String list, String key, Consumer<JsonNode> each) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    ArrayNode entries = all.putArray(list);
    String cursor = "";
    JsonNode page;
    do {
      page = call("GET", path + "?after=" + Output.segment(cursor), "").path(list);
      for (JsonNode entry : page) {
        entries.add(entry);
        each.accept(entry);
        cursor = entry.path(key).asText();
      }
    } while (!page.isEmpty());
    return all;
  }

  private String base() {
    if (operator != null) {
      return "http://" + HostAndPort.parse(operator);
    }
    return OperatorFile.read(data)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no cafe runs with the data folder " + data + " (see --data, --operator)"));
  }

  private String secret() {
    Path file = secretFile == null ? data.resolve("operator.secret") : secretFile;
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the operator's secret in " + file, e);
    }
  }
}
