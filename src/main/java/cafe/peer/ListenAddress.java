package cafe.peer;

import cafe.kernel.HostAndPort;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where to listen, as a multiaddr says it.
 *
 * @param host an IP address
 * @param port 0 for any free one
 */
record ListenAddress(InetAddress host, int port) {

  /**
   * Reads {@code HOST:PORT}; an IPv6 address stands in brackets.
   *
   * @throws IllegalArgumentException for anything else
   */
  static ListenAddress parse(String text) {
    HostAndPort parsed = HostAndPort.parse(text);
    try {
      return new ListenAddress(InetAddress.getByName(parsed.host()), parsed.port());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no such host: " + text, e);
    }
  }

  String tcp() {
    String family = host instanceof Inet6Address ? "ip6" : "ip4";
    return "/" + family + "/" + host.getHostAddress() + "/tcp/" + port;
  }

  String webSocket() {
    return tcp() + "/ws";
  }
}
