package cafe.identity.http;

import cafe.identity.ApiAddress;
import io.quarkus.vertx.http.HttpServer;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Where Quarkus' HTTP server listens. */
@ApplicationScoped
class ListeningAddress implements ApiAddress {

  private static final Set<String> ANY = Set.of("0.0.0.0", "::", "[::]", "");
  private static final String LOOPBACK = "127.0.0.1";

  private final HttpServer server;
  private final String host;

  ListeningAddress(
      HttpServer server, @ConfigProperty(name = "quarkus.http.host") String configured) {
    this.server = server;
    this.host = ANY.contains(configured) ? best() : configured;
  }

  @Override
  public String host() {
    return host;
  }

  @Override
  public int port() {
    return server.getPort();
  }

  /** As the original: first a home network's address, then a public one, then loopback. */
  private static String best() {
    List<String> addresses = addresses();
    return addresses.stream()
        .filter(address -> address.startsWith("192.168."))
        .findFirst()
        .or(() -> addresses.stream().findFirst())
        .orElse(LOOPBACK);
  }

  private static List<String> addresses() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(Inet4Address.class::isInstance)
          .filter(address -> address.isSiteLocalAddress() || isPublic(address))
          .sorted((one, other) -> Boolean.compare(isPublic(other), isPublic(one)))
          .map(InetAddress::getHostAddress)
          .toList();
    } catch (SocketException e) {
      return Collections.emptyList();
    }
  }

  private static boolean isPublic(InetAddress address) {
    return !(address.isSiteLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isMulticastAddress());
  }
}
