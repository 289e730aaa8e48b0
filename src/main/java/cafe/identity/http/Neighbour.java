package cafe.identity.http;

import cafe.identity.IdentityConfig;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Another cafe that this one recommends: asked live what it is. */
@ApplicationScoped
class Neighbour {

  private static final System.Logger LOG = System.getLogger(Neighbour.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_ANSWER = 64 * 1024;

  private final Optional<URI> url;
  private final ObjectMapper json;

  Neighbour(IdentityConfig config, ObjectMapper json) {
    this.url = config.neighbourUrl().filter(text -> !text.isBlank()).map(URI::create);
    this.json = json;
  }

  /** What the neighbour says it is; empty if there is none, or none that answers. */
  Optional<CafeInfoJson> info() {
    return url.flatMap(this::ask);
  }

  private Optional<CafeInfoJson> ask(URI uri) {
    HttpRequest request =
        HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", "application/json").build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] answer = body.readNBytes(MAX_ANSWER);
        return response.statusCode() == 200
            ? Optional.of(json.readValue(answer, CafeInfoJson.class))
            : Optional.empty();
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.INFO, "the neighbour does not answer: {0}", e.getMessage());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
