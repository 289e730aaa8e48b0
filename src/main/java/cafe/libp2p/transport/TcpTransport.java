package cafe.libp2p.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** Plain TCP. */
public final class TcpTransport {
  private static final int BACKLOG = 512;
  private static final int KEEP_IDLE_SECONDS = 60;
  private static final int KEEP_INTERVAL_SECONDS = 15;
  private static final int KEEP_COUNT = 4;

  private TcpTransport() {}

  /** Binds; the channel accepts both families if the address is an IPv6 wildcard. */
  public static ServerSocketChannel listen(InetSocketAddress address) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(address, BACKLOG);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** Options of every connection, dialed or accepted. */
  public static SocketChannel prepare(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    // The system's own values let a host that has vanished stay for two hours.
    set(channel, ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_IDLE_SECONDS);
    set(channel, ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_INTERVAL_SECONDS);
    set(channel, ExtendedSocketOptions.TCP_KEEPCOUNT, KEEP_COUNT);
    return channel;
  }

  private static void set(SocketChannel channel, SocketOption<Integer> option, int value)
      throws IOException {
    if (channel.supportedOptions().contains(option)) {
      channel.setOption(option, value);
    }
  }
}
