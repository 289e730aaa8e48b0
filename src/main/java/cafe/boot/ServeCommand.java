package cafe.boot;

import cafe.kernel.HostAndPort;
import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the cafe. Flags win over everything, their environment twins over other variables for the
 * same setting. What neither names is left to the settings, whose defaults the descriptions repeat.
 */
@Command(
    name = "serve",
    description = "Run the cafe (the default command).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {

  /** The application has ended by itself: nothing is left to exit from. */
  static final int RUNNING = -1;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "where everything is kept (CAFE_DATA; default: data)")
  private @Nullable String data;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "API, gateway, front page, WebSocket (CAFE_HTTP; default: 0.0.0.0:40601)")
  private @Nullable String http;

  @Option(
      names = "--swarm",
      paramLabel = "HOST:PORT",
      description = "libp2p over TCP (CAFE_SWARM; default: 0.0.0.0:4001)")
  private @Nullable String swarm;

  @Option(
      names = "--operator",
      paramLabel = "HOST:PORT",
      description = "the operator's listener (CAFE_OPERATOR; default: 127.0.0.1:40600)")
  private @Nullable String operator;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "where clients reach the HTTP port from outside (CAFE_HOST_URL)")
  private @Nullable String url;

  @Option(
      names = "--gateway-host",
      paramLabel = "HOST",
      description = "a host name (an origin) of its own for untrusted content (CAFE_GATEWAY_HOST)")
  private @Nullable String gatewayHost;

  @Option(
      names = "--database",
      paramLabel = "URL",
      description = "jdbc:postgresql://… instead of the embedded database (CAFE_DATABASE_URL)")
  private @Nullable String database;

  @Option(
      names = "--dev",
      arity = "0..1",
      paramLabel = "on|off",
      fallbackValue = "on",
      description = "make a fresh access token and show it (CAFE_DEV=on)")
  private @Nullable String dev;

  @Option(
      names = "--json",
      description =
          "once ready, print the connection details as one line of JSON on standard output")
  private boolean json;

  @Override
  public Integer call() {
    settings(System.getenv()).forEach(System::setProperty);
    Quarkus.run();
    return RUNNING;
  }

  /**
   * What flags and their twins set, by key; all other sources of settings come after these. A flag
   * may say nothing, as in {@code --url=}, where that means something; a twin that does is not
   * there.
   */
  Map<String, String> settings(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    Twins twins = new Twins(environment);
    twins
        .value(data, "CAFE_DATA")
        .ifPresent(folder -> settings.put("cafe.data", path(folder).toAbsolutePath().toString()));
    twins
        .value(http, "CAFE_HTTP")
        .map(HostAndPort::parse)
        .ifPresent(address -> listen(address, settings));
    twins
        .value(swarm, "CAFE_SWARM")
        .map(HostAndPort::parse)
        .ifPresent(address -> settings.put("cafe.swarm.address", address.toString()));
    twins
        .value(operator, "CAFE_OPERATOR")
        .map(HostAndPort::parse)
        .ifPresent(address -> settings.put("cafe.operator.address", address.toString()));
    twins.value(url, "CAFE_HOST_URL").ifPresent(value -> settings.put("cafe.url", value));
    twins
        .value(gatewayHost, "CAFE_GATEWAY_HOST")
        .ifPresent(value -> settings.put("cafe.gateway.host", value));
    twins
        .value(database, "CAFE_DATABASE_URL")
        .filter(value -> !value.isBlank())
        .ifPresent(value -> usePostgresql(value, settings));
    twins
        .value(dev, "CAFE_DEV")
        .ifPresent(value -> settings.put("cafe.boot.dev", Boolean.toString(isOn(value))));
    if (json) {
      settings.put("cafe.boot.announce", "json");
    } else if (twins.value(null, "CAFE_BOOT_ANNOUNCE").isEmpty()) {
      settings.put("cafe.boot.announce", "text");
    }
    return settings;
  }

  /** The environment, in which what is blank is not there. */
  private record Twins(Map<String, String> environment) {

    Optional<String> value(@Nullable String flag, String twin) {
      return flag != null
          ? Optional.of(flag)
          : Optional.ofNullable(environment.get(twin)).filter(text -> !text.isBlank());
    }
  }

  private static Path path(String folder) {
    if (folder.isBlank()) {
      throw new IllegalArgumentException("--data takes a folder");
    }
    return Path.of(folder);
  }

  private static void listen(HostAndPort address, Map<String, String> settings) {
    settings.put("quarkus.http.host", address.host());
    settings.put("quarkus.http.port", Integer.toString(address.port()));
  }

  private static void usePostgresql(String value, Map<String, String> settings) {
    if (!value.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("--database takes a jdbc:postgresql: URL");
    }
    settings.put("quarkus.profile", "prod,pg");
    settings.put("quarkus.datasource.pg.jdbc.url", value);
  }

  private static boolean isOn(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes", "1" -> true;
      case "off", "false", "no", "0", "" -> false;
      default -> throw new IllegalArgumentException("--dev and CAFE_DEV take on or off");
    };
  }
}
