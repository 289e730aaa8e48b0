package cafe.peer;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where to listen, as operators write it.
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
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("not HOST:PORT: " + text);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("no such port: " + text);
      }
      return new ListenAddress(InetAddress.getByName(host), port);
    } catch (NumberFormatException | UnknownHostException e) {
      throw new IllegalArgumentException("not HOST:PORT: " + text, e);
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
