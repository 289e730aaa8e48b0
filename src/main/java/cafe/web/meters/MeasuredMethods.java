package cafe.web.meters;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Counts requests of made-up methods together: a meter stays until the cafe stops, so whoever makes
 * up methods would fill the memory.
 */
@Dependent
class MeasuredMethods {

  private static final String TAG = "method";
  private static final Tag OTHER = Tag.of(TAG, "OTHER");
  private static final Set<String> KNOWN =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

  /** Maps all other methods to {@code OTHER}. */
  @Produces
  @Singleton
  MeterFilter knownMethods() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        String method = id.getTag(TAG);
        return method == null || !id.getName().startsWith("http.") || KNOWN.contains(method)
            ? id
            : id.replaceTags(Tags.of(id.getTags()).and(OTHER));
      }
    };
  }
}
