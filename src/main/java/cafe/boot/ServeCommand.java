package cafe.boot;

import cafe.kernel.HostAndPort;
import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs the cafe. Each flag has its environment twin; flags win. What neither names is left to the
 * settings, whose defaults the descriptions repeat.
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
      defaultValue = "${env:CAFE_DATA:-}",
      description = "where everything is kept (CAFE_DATA; default: data)")
  private String data = "";

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:CAFE_HTTP:-}",
      description = "API, gateway, front page, WebSocket (CAFE_HTTP; default: 0.0.0.0:40601)")
  private String http = "";

  @Option(
      names = "--swarm",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:CAFE_SWARM:-}",
      description = "libp2p over TCP (CAFE_SWARM; default: 0.0.0.0:4001)")
  private String swarm = "";

  @Option(
      names = "--operator",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:CAFE_OPERATOR:-}",
      description = "the operator's listener (CAFE_OPERATOR; default: 127.0.0.1:40600)")
  private String operator = "";

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:CAFE_HOST_URL:-}",
      description = "where clients reach the HTTP port from outside (CAFE_HOST_URL)")
  private String url = "";

  @Option(
      names = "--gateway-host",
      paramLabel = "HOST",
      defaultValue = "${env:CAFE_GATEWAY_HOST:-}",
      description = "a host name (an origin) of its own for untrusted content (CAFE_GATEWAY_HOST)")
  private String gatewayHost = "";

  @Option(
      names = "--database",
      paramLabel = "URL",
      defaultValue = "${env:CAFE_DATABASE_URL:-}",
      description = "jdbc:postgresql://… instead of the embedded database (CAFE_DATABASE_URL)")
  private String database = "";

  @Option(
      names = "--dev",
      arity = "0..1",
      paramLabel = "on|off",
      fallbackValue = "on",
      defaultValue = "${env:CAFE_DEV:-off}",
      description = "make a fresh access token and show it (CAFE_DEV=on)")
  private String dev = "off";

  @Option(
      names = "--json",
      description =
          "once ready, print the connection details as one line of JSON on standard output")
  private boolean json;

  @Override
  public Integer call() {
    given(data).ifPresent(value -> set("cafe.data", Path.of(value).toAbsolutePath().toString()));
    given(http).map(HostAndPort::parse).ifPresent(ServeCommand::listen);
    given(swarm).map(HostAndPort::parse).ifPresent(to -> set("cafe.swarm.address", to.toString()));
    given(operator)
        .map(HostAndPort::parse)
        .ifPresent(to -> set("cafe.operator.address", to.toString()));
    given(url).ifPresent(value -> set("cafe.url", value));
    given(gatewayHost).ifPresent(value -> set("cafe.gateway.host", value));
    given(database).ifPresent(ServeCommand::usePostgresql);
    if (isOn(dev)) {
      set("cafe.boot.dev", "true");
    }
    set("cafe.boot.announce", json ? "json" : "text");
    Quarkus.run();
    return RUNNING;
  }

  private static void listen(HostAndPort address) {
    set("quarkus.http.host", address.host());
    set("quarkus.http.port", Integer.toString(address.port()));
  }

  private static void usePostgresql(String value) {
    if (!value.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("--database takes a jdbc:postgresql: URL");
    }
    set("quarkus.profile", "prod,pg");
    set("quarkus.datasource.pg.jdbc.url", value);
  }

  private static boolean isOn(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes", "1" -> true;
      case "off", "false", "no", "0", "" -> false;
      default -> throw new IllegalArgumentException("--dev and CAFE_DEV take on or off");
    };
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isBlank());
  }

  private static void set(String key, String value) {
    System.setProperty(key, value);
  }
}
