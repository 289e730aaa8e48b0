package cafe.web.meters;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Measures requests by the template of their route. Where none was matched, as with a path that
 * climbs, the target of a {@code CONNECT}, or a refusal before any route, Quarkus takes the path as
 * it came: those are counted together.
 */
@Singleton
class MeasuredPaths implements HttpServerMetricsTagsContributor {
  private static final String METERS = "http.server.";
  private static final String TAG = "uri";
  private static final Tag OTHER = Tag.of(TAG, "UNKNOWN");

  /** Quarkus' own words. */
  private static final Set<String> WORDS =
      Set.of("root", "NOT_FOUND", "REDIRECTION", "UNKNOWN", "/cors-preflight");

  /** Where Quarkus leaves the template of a resource, and Vert.x that of a route. */
  private static final String OF_RESOURCE = "UrlPathTemplate";

  private static final String OF_ROUTE = "VertxRoute";

  /** As many as there are routes: nothing comes here from a request. */
  private final Set<String> templates = ConcurrentHashMap.newKeySet();

  /** Learns the template of a request that was answered, before it is measured. Adds no tag. */
  @Override
  public Tags contribute(Context context) {
    learn(context.requestContextLocalData(OF_RESOURCE));
    learn(context.requestContextLocalData(OF_ROUTE));
    return Tags.empty();
  }

  private void learn(@Nullable Object template) {
    if (template instanceof String text) {
      templates.add(normal(text));
    }
  }

  /** As Quarkus writes it: one slash before each segment, and parameters in braces. */
  private static String normal(String template) {
    return Arrays.stream(template.split("/"))
        .filter(segment -> !segment.isEmpty())
        .map(segment -> segment.startsWith(":") ? "{" + segment.substring(1) + "}" : segment)
        .collect(Collectors.joining("/", "/", ""));
  }

  /** Maps all other paths to {@code UNKNOWN}. */
  @Produces
  @Singleton
  MeterFilter knownPaths() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        String uri = id.getName().startsWith(METERS) ? id.getTag(TAG) : null;
        return uri == null || WORDS.contains(uri) || templates.contains(uri)
            ? id
            : id.replaceTags(Tags.of(id.getTags()).and(OTHER));
      }
    };
  }
}
