package cafe.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatewayOriginTest {
  private static final String API = "https://cafe.example.org";

  @Test
  void isTheApisUnlessContentHasAHostOfItsOwn() {
    assertThat(origin(Map.of()).gatewayUrl(API)).isEqualTo(API);
    assertThat(origin(Map.of("cafe.gateway.host", " ")).gatewayUrl(API)).isEqualTo(API);
    GatewayOrigin own = origin(Map.of("cafe.gateway.host", "content.example.net:8443"));
    assertThat(own.gatewayUrl(API)).isEqualTo("https://content.example.net:8443");
    assertThat(own.gatewayUrl("http://127.0.0.1:40601"))
        .isEqualTo("http://content.example.net:8443");
  }

  private static GatewayOrigin origin(Map<String, String> settings) {
    return new GatewayOrigin(
        new SmallRyeConfigBuilder()
            .withMapping(GatewayConfig.class)
            .withDefaultValues(settings)
            .withConverter(MemorySize.class, 200, new MemorySizeConverter())
            .withConverter(Duration.class, 200, new DurationConverter())
            .build()
            .getConfigMapping(GatewayConfig.class));
  }
}
