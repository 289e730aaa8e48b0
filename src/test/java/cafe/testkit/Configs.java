package cafe.testkit;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.spi.Converter;

/** A room's settings without a running application: the defaults, and what a test changes. */
public final class Configs {

  private Configs() {}

  /** The defaults, changed by full names. */
  public static <T> T of(Class<T> room, Map<String, String> changes) {
    return new SmallRyeConfigBuilder()
        .withMapping(room)
        .withConverters(new Converter<?>[] {new DurationConverter(), new MemorySizeConverter()})
        .withSources(new PropertiesConfigSource(changes, "test", 100))
        .build()
        .getConfigMapping(room);
  }
}
