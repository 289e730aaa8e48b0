package cafe.libp2p.host;

import cafe.libp2p.Multiaddr;
import cafe.libp2p.Multiaddr.Part;
import cafe.libp2p.MultiaddrProtocol;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Between multiaddrs and the addresses of the operating system. */
final class SocketAddresses {
  private static final int DNS_THREADS = 4;
  private static final long DNS_SECONDS = 10;

  /** What may follow {@code /tcp/…} in an address that we can dial. */
  private static final Set<MultiaddrProtocol> WEB =
      Set.of(
          MultiaddrProtocol.WS,
          MultiaddrProtocol.WSS,
          MultiaddrProtocol.TLS,
          MultiaddrProtocol.SNI);

  /** Look-ups block a carrier thread, so they have threads of their own. */
  private static final ExecutorService DNS =
      Executors.newFixedThreadPool(
          DNS_THREADS, Thread.ofPlatform().daemon().name("libp2p-dns-", 0).factory());

  private SocketAddresses() {}

  /** True if the address is TCP, or WebSocket above TCP, and nothing more. */
  static boolean dialable(Multiaddr address) {
    List<Part> parts = address.withoutPeerId().parts();
    return parts.size() >= 2
        && switch (parts.get(0).protocol()) {
          case IP4, IP6, DNS, DNS4, DNS6 -> true;
          default -> false;
        }
        && parts.get(1).protocol() == MultiaddrProtocol.TCP
        && parts.stream().skip(2).allMatch(part -> WEB.contains(part.protocol()))
        && (parts.size() == 2
            || parts.getLast().protocol() == MultiaddrProtocol.WS
            || parts.getLast().protocol() == MultiaddrProtocol.WSS);
  }

  /** The socket addresses of a dialable multiaddr, after a look-up if it has a name. */
  static List<InetSocketAddress> resolve(Multiaddr address) throws IOException {
    Part host = address.parts().get(0);
    int port = Integer.parseInt(address.parts().get(1).value());
    return switch (host.protocol()) {
      case IP4, IP6 -> List.of(new InetSocketAddress(literal(host.value()), port));
      case DNS4 -> lookUp(host.value(), port, Inet4Address.class);
      case DNS6 -> lookUp(host.value(), port, Inet6Address.class);
      default -> lookUp(host.value(), port, InetAddress.class);
    };
  }

  static InetAddress literal(String ip) throws IOException {
    return InetAddress.getByName(ip);
  }

  private static List<InetSocketAddress> lookUp(
      String name, int port, Class<? extends InetAddress> family) throws IOException {
    try {
      InetAddress[] found =
          DNS.submit(() -> InetAddress.getAllByName(name)).get(DNS_SECONDS, TimeUnit.SECONDS);
      return Arrays.stream(found)
          .filter(family::isInstance)
          .map(ip -> new InetSocketAddress(ip, port))
          .toList();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while looking up a name", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IOException("cannot look up " + name, e);
    }
  }

  /**
   * The first socket address that may be dialed of those that a multiaddr stands for.
   *
   * @param publicOnly leaves out those of {@link PrivateNetworks}, whatever name led to them
   * @throws IOException if there is none
   */
  static InetSocketAddress dialTarget(Multiaddr address, boolean publicOnly) throws IOException {
    return resolve(address).stream()
        .filter(socket -> !publicOnly || !PrivateNetworks.contains(socket.getAddress()))
        .findFirst()
        .orElseThrow(() -> new IOException("no address that may be dialed: " + address));
  }

  /** True if the address itself, without a look-up, is known to be in a private network. */
  static boolean isPrivate(Multiaddr address) {
    Part host = address.parts().get(0);
    boolean literal =
        host.protocol() == MultiaddrProtocol.IP4 || host.protocol() == MultiaddrProtocol.IP6;
    if (!literal) {
      return host.value().equalsIgnoreCase("localhost") || !host.value().contains(".");
    }
    try {
      return PrivateNetworks.contains(literal(host.value()));
    } catch (IOException e) {
      return true;
    }
  }

  /** Replaces a wildcard address by the addresses of the interfaces that are up. */
  static List<Multiaddr> concrete(Multiaddr bound) {
    List<Multiaddr> addresses = new ArrayList<>();
    try {
      Part host = bound.parts().get(0);
      if (!literal(host.value()).isAnyLocalAddress()) {
        return List.of(bound);
      }
      boolean ip4 = host.protocol() == MultiaddrProtocol.IP4;
      for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (each.isUp()) {
          each.inetAddresses()
              .filter(ip -> ip4 == ip instanceof Inet4Address && !ip.isLinkLocalAddress())
              .forEach(ip -> addresses.add(withHost(bound, ip)));
        }
      }
    } catch (SocketException e) {
      return List.of(bound);
    } catch (IOException e) {
      throw new IllegalArgumentException("not a listen address: " + bound, e);
    }
    return addresses;
  }

  private static Multiaddr withHost(Multiaddr bound, InetAddress host) {
    Multiaddr tcp =
        Multiaddr.ofTcp(
            new InetSocketAddress(host, Integer.parseInt(bound.parts().get(1).value())));
    List<Part> parts = new ArrayList<>(tcp.parts());
    parts.addAll(bound.parts().subList(2, bound.parts().size()));
    return Multiaddr.ofParts(parts);
  }
}
