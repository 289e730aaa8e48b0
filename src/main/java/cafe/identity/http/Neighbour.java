package cafe.identity.http;

import cafe.identity.IdentityConfig;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
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
  private static final int OK = 200;
  private static final int MAX_ANSWER = 64 * 1024;

  private final Optional<URI> url;
  private final ObjectMapper json;

  Neighbour(IdentityConfig config, ObjectMapper json) {
    this.url = config.neighbourUrl().filter(text -> !text.isBlank()).map(URI::create);
    this.json = json;
  }

  /**
   * What the neighbour says it is; empty if there is none.
   *
   * @throws CafeException {@link Fault#NEIGHBOUR_UNAVAILABLE}
   */
  Optional<CafeInfoJson> info() {
    return url.map(this::ask);
  }

  private CafeInfoJson ask(URI uri) {
    HttpRequest request =
        HttpRequest.newBuilder(uri).timeout(TIMEOUT).header("Accept", "application/json").build();
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        CafeInfoJson info =
            response.statusCode() == OK
                ? json.readValue(body.readNBytes(MAX_ANSWER), CafeInfoJson.class)
                : null;
        if (info == null || info.peer() == null || info.url() == null) {
          throw unavailable("status " + response.statusCode());
        }
        return info;
      }
    } catch (IOException e) {
      throw unavailable(e.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted");
    }
  }

  private static CafeException unavailable(String why) {
    LOG.log(System.Logger.Level.INFO, "the neighbour does not say what it is: {0}", why);
    return new CafeException(Fault.NEIGHBOUR_UNAVAILABLE, Fault.NEIGHBOUR_UNAVAILABLE.title());
  }
}
