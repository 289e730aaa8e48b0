package cafe.boot;

import cafe.kernel.HostAndPort;
import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the cafe. Each flag has its environment twin; flags win. */
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
      defaultValue = "${env:CAFE_DATA:-data}",
      description = "where everything is kept (CAFE_DATA; default: ${DEFAULT-VALUE})")
  private Path data = Path.of("data");

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:CAFE_HTTP:-0.0.0.0:40601}",
      description = "API, gateway, front page, WebSocket (CAFE_HTTP; ${DEFAULT-VALUE})")
  private String http = "";

  @Option(
      names = "--swarm",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:CAFE_SWARM:-0.0.0.0:4001}",
      description = "libp2p over TCP (CAFE_SWARM; ${DEFAULT-VALUE})")
  private String swarm = "";

  @Option(
      names = "--operator",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:CAFE_OPERATOR:-127.0.0.1:40600}",
      description = "the operator's listener (CAFE_OPERATOR; ${DEFAULT-VALUE})")
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
      defaultValue = "${env:CAFE_DEV:-false}",
      description = "make a fresh access token and show it (CAFE_DEV)")
  private boolean dev;

  @Option(
      names = "--json",
      description =
          "once ready, print the connection details as one line of JSON on standard output")
  private boolean json;

  @Override
  public Integer call() {
    HostAndPort address = HostAndPort.parse(http);
    set("cafe.data", data.toAbsolutePath().toString());
    set("quarkus.http.host", address.host());
    set("quarkus.http.port", Integer.toString(address.port()));
    set("cafe.swarm.address", HostAndPort.parse(swarm).toString());
    set("cafe.operator.address", HostAndPort.parse(operator).toString());
    given(url).ifPresent(value -> set("cafe.url", value));
    given(gatewayHost).ifPresent(value -> set("cafe.gateway.host", value));
    given(database).ifPresent(ServeCommand::usePostgresql);
    if (dev) {
      set("cafe.boot.dev", "true");
    }
    set("cafe.boot.announce", json ? "json" : "text");
    Quarkus.run();
    return RUNNING;
  }

  private static void usePostgresql(String value) {
    if (!value.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("--database takes a jdbc:postgresql: URL");
    }
    set("quarkus.profile", "prod,pg");
    set("quarkus.datasource.pg.jdbc.url", value);
  }

  private static Optional<String> given(String value) {
    return Optional.of(value).filter(text -> !text.isBlank());
  }

  private static void set(String key, String value) {
    System.setProperty(key, value);
  }
}
