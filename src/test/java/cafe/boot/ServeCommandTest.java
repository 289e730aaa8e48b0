package cafe.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Whose word counts: a flag's, its twin's, another variable's for the setting, the default's. */
class ServeCommandTest {

  private static Map<String, String> settings(Map<String, String> environment, String... flags) {
    ServeCommand command = new ServeCommand();
    new CommandLine(command).parseArgs(flags);
    return command.settings(environment);
  }

  /** What the application reads then. */
  private static @Nullable String read(
      String key, Map<String, String> environment, String... flags) {
    try {
      SmallRyeConfig config =
          new SmallRyeConfigBuilder()
              .addDefaultInterceptors()
              .withSources(
                  new PropertiesConfigSource(settings(environment, flags), "system", 400),
                  new EnvConfigSource(environment, 300),
                  new PropertiesConfigSource(
                      ServeCommand.class.getResource("/application.properties"), 250))
              .build();
      return config.getConfigValue(key).getValue();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--data, /flag, CAFE_DATA, /twin, CAFE_DATA, cafe.data",
    "--http, flag:1, CAFE_HTTP, twin:1, QUARKUS_HTTP_HOST, quarkus.http.host",
    "--http, x:1, CAFE_HTTP, x:2, QUARKUS_HTTP_PORT, quarkus.http.port",
    "--swarm, flag:1, CAFE_SWARM, twin:1, CAFE_SWARM_ADDRESS, cafe.swarm.address",
    "--operator, flag:1, CAFE_OPERATOR, twin:1, CAFE_OPERATOR_ADDRESS, cafe.operator.address",
    "--url, http://flag, CAFE_HOST_URL, http://twin, CAFE_URL, cafe.url",
    "--gateway-host, flag, CAFE_GATEWAY_HOST, twin, CAFE_GATEWAY_HOST, cafe.gateway.host",
    "--database, jdbc:postgresql://flag/x, CAFE_DATABASE_URL, jdbc:postgresql://twin/x,"
        + "QUARKUS_DATASOURCE_PG_JDBC_URL, quarkus.datasource.pg.jdbc.url",
    "--database, jdbc:postgresql:x, CAFE_DATABASE_URL, jdbc:postgresql:y,"
        + "QUARKUS_PROFILE, quarkus.profile",
    "--dev, on, CAFE_DEV, off, CAFE_BOOT_DEV, cafe.boot.dev",
    "--dev, off, CAFE_DEV, on, CAFE_BOOT_DEV, cafe.boot.dev",
  })
  void flagsWinOverTwinsAndTwinsOverTheOtherVariable(
      String flag, String value, String twin, String twins, String other, String key) {
    String ofFlag = settings(Map.of(), flag, value).get(key);
    String ofTwin = settings(Map.of(twin, twins)).get(key);
    assertThat(ofFlag).isNotNull();
    assertThat(ofTwin).isNotNull();
    Map<String, String> environment = new HashMap<>(Map.of(other, "other"));
    environment.put(twin, twins);
    assertThat(read(key, environment)).isEqualTo(ofTwin);
    assertThat(read(key, environment, flag, value)).isEqualTo(ofFlag);
    environment.remove(twin);
    if (!other.equals(twin)) {
      assertThat(read(key, environment)).as("with neither").isEqualTo("other");
      assertThat(read(key, environment, flag, value)).isEqualTo(ofFlag);
      environment.put(twin, " ");
      assertThat(read(key, environment)).as("with a blank twin").isEqualTo("other");
    }
    assertThat(settings(Map.of())).as("with nothing").doesNotContainKey(key);
  }

  @Test
  void devIsOnByItsNameAlone() {
    assertThat(read("cafe.boot.dev", Map.of("CAFE_DEV", "off"), "--dev")).isEqualTo("true");
    assertThatThrownBy(() -> settings(Map.of("CAFE_DEV", "perhaps")))
        .hasMessageContaining("on or off");
  }

  @Test
  void connectionDetailsAreReadableUnlessSomebodySaysOtherwise() {
    String key = "cafe.boot.announce";
    assertThat(read(key, Map.of())).isEqualTo("text");
    assertThat(read(key, Map.of("CAFE_BOOT_ANNOUNCE", "none"))).isEqualTo("none");
    assertThat(read(key, Map.of("CAFE_BOOT_ANNOUNCE", "none"), "--json")).isEqualTo("json");
  }

  @Test
  void aFlagMaySayThatThereIsNothing() {
    Map<String, String> twins =
        Map.of(
            "CAFE_HOST_URL", "http://twin",
            "CAFE_GATEWAY_HOST", "twin",
            "CAFE_DATABASE_URL", "jdbc:postgresql:twin");
    String[] flags = {"--url=", "--gateway-host=", "--database="};
    assertThat(read("cafe.url", twins, flags)).isNullOrEmpty();
    assertThat(read("cafe.gateway.host", twins, flags)).isNullOrEmpty();
    assertThat(settings(twins, flags)).doesNotContainKey("quarkus.profile");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--data=", "--http=", "--swarm=", "--operator=", "--database=mysql:x"})
  void otherFlagsMustSaySomething(String flag) {
    assertThatThrownBy(() -> settings(Map.of("CAFE_DATA", "/twin"), flag))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRelativeFolderIsThatOfTheCaller() {
    assertThat(settings(Map.of(), "--data", "here"))
        .containsEntry("cafe.data", Path.of("here").toAbsolutePath().toString());
  }

  /** Each flag but those of picocli and {@code --json} has its row above. */
  @Test
  void everyFlagWasTried() {
    assertThat(new CommandLine(new ServeCommand()).getCommandSpec().optionsMap().keySet())
        .containsExactlyInAnyOrderElementsOf(
            List.of(
                "--data",
                "--http",
                "--swarm",
                "--operator",
                "--url",
                "--gateway-host",
                "--database",
                "--dev",
                "--json",
                "-h",
                "--help",
                "-V",
                "--version"));
  }
}
