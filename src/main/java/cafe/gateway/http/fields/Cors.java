package cafe.gateway.http.fields;

import cafe.web.WebConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin fields of answers about content, by the doorway's settings. Where everybody may read
 * they do not depend on the request, so that a cached answer serves every page.
 */
public final class Cors {
  private static final String ANY = "*";

  private final boolean enabled;
  private final Set<String> origins;
  private final CharSequence exposed;

  /** By the doorway's settings. */
  public Cors(WebConfig.Cors config) {
    this.enabled = config.enabled();
    this.origins = Set.copyOf(config.origins());
    this.exposed = HttpHeaders.createOptimized(String.join(", ", config.exposedHeaders()));
  }

  /** Whether the fields depend on who asks. */
  public boolean areParticular() {
    return enabled && !origins.contains(ANY);
  }

  /** Adds the fields to an answer, to anybody if they are not particular. */
  public void addTo(MultiMap headers, @Nullable String origin) {
    if (!enabled) {
      return;
    }
    if (origins.contains(ANY)) {
      allow(headers, ANY);
      return;
    }
    if (!headers.contains(HttpHeaders.VARY, HttpHeaders.ORIGIN, true)) {
      headers.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }
    if (origin != null && origins.contains(origin)) {
      allow(headers, origin);
    }
  }

  private void allow(MultiMap headers, String origin) {
    headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
  }
}
