package cafe.testkit;

import cafe.identity.IdentityConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Identity's settings without a running application: the defaults, and what a test changes. */
public final class IdentityConfigs {

  private IdentityConfigs() {}

  /** The defaults, changed by full names. */
  public static IdentityConfig of(Map<String, String> changes) {
    return new SmallRyeConfigBuilder()
        .withMapping(IdentityConfig.class)
        .withConverters(
            new org.eclipse.microprofile.config.spi.Converter<?>[] {
              new io.quarkus.runtime.configuration.DurationConverter()
            })
        .withSources(new PropertiesConfigSource(changes, "test", 100))
        .build()
        .getConfigMapping(IdentityConfig.class);
  }
}
