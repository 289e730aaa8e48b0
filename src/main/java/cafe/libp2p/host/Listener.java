package cafe.libp2p.host;

import cafe.libp2p.Multiaddr;
import cafe.libp2p.Multiaddr.Part;
import cafe.libp2p.MultiaddrProtocol;
import cafe.libp2p.transport.TcpTransport;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** One bound address and the thread that accepts on it. */
final class Listener implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Listener.class.getName());

  /** Accepting fails when file descriptors run out; trying again at once would only spin. */
  private static final long PAUSE_MILLIS = 100;

  private final ServerSocketChannel server;
  private final Multiaddr address;

  /** What follows the TCP part: nothing, or {@code /ws}. */
  private final Multiaddr suffix;

  private Listener(ServerSocketChannel server, Multiaddr address) {
    this.server = server;
    this.address = address;
    this.suffix = Multiaddr.ofParts(address.parts().subList(2, address.parts().size()));
  }

  static Listener bind(Multiaddr wanted) throws IOException {
    if (!SocketAddresses.dialable(wanted) || Transports.overTls(wanted)) {
      throw new IllegalArgumentException("cannot listen on " + wanted);
    }
    ServerSocketChannel server = TcpTransport.listen(SocketAddresses.resolve(wanted).getFirst());
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    List<Part> parts = new ArrayList<>(wanted.parts());
    parts.set(1, new Part(MultiaddrProtocol.TCP, Integer.toString(port)));
    return new Listener(server, Multiaddr.ofParts(parts));
  }

  /** The bound address with its real port. */
  Multiaddr address() {
    return address;
  }

  /** Hands each connection to the consumer, which must not block. */
  void start(BiConsumer<SocketChannel, Multiaddr> accepted) {
    Thread.ofVirtual().name("libp2p-listen").start(() -> run(accepted));
  }

  private void run(BiConsumer<SocketChannel, Multiaddr> accepted) {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        try {
          TcpTransport.prepare(channel);
          InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
          accepted.accept(channel, Multiaddr.ofTcp(remote).with(suffix));
        } catch (IOException e) {
          channel.close();
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.log(Level.WARNING, () -> "cannot accept on " + address, e);
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing a listener", e);
    }
  }
}
