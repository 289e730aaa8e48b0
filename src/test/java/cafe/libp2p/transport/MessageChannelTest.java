package cafe.libp2p.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.host.Hosts;
import cafe.libp2p.identify.Ping;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class MessageChannelTest {
  private final List<Integer> sent = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final MessageChannel channel =
      new MessageChannel(
          new MessageChannel.Sender() {
            @Override
            public void send(ByteBuffer message) {
              sent.add(message.remaining());
            }

            @Override
            public void close() {
              closed.set(true);
            }
          });

  @Test
  void readsMessagesAsOneStream() throws Exception {
    channel.received(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    channel.received(ByteBuffer.allocate(0));
    channel.received(ByteBuffer.wrap(new byte[] {4}));
    channel.ended();
    ByteBuffer target = ByteBuffer.allocate(10).limit(2);
    assertThat(channel.read(target)).isEqualTo(2);
    target.limit(10);
    assertThat(channel.read(target)).isEqualTo(1);
    assertThat(channel.read(target)).isEqualTo(1);
    assertThat(channel.read(target)).isEqualTo(-1);
    assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
  }

  @Test
  void writesBoundedMessages() throws Exception {
    assertThat(channel.write(ByteBuffer.allocate(100_000))).isEqualTo(100_000);
    assertThat(sent).containsExactly(MessageChannel.MAX_SENT, 100_000 - MessageChannel.MAX_SENT);
  }

  @Test
  void theSenderOfManyMessagesWaits() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Thread sender =
        Thread.startVirtualThread(
            () -> {
              try {
                for (int i = 0; i < MessageChannel.MAX_BUFFERED; i++) {
                  channel.received(ByteBuffer.allocate(1));
                }
                done.set(true);
              } catch (IOException | InterruptedException e) {
                // closed by the test
              }
            });
    while (sender.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    assertThat(done).isFalse();
    channel.close();
    sender.join();
    assertThat(done).isFalse();
    assertThat(closed).isTrue();
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
  }

  /** A connection that somebody else accepted: the way of a WebSocket on the HTTP port. */
  @Test
  void aHostServesWhatIsHandedOver() throws Exception {
    try (Host server = Hosts.builder().start();
        Host client = Hosts.builder().listen("/ip4/127.0.0.1/tcp/0/ws").start();
        ServerSocketChannel door = TcpTransport.listen(new InetSocketAddress("127.0.0.1", 0))) {
      Thread.startVirtualThread(() -> serve(door, server));
      int port = door.socket().getLocalPort();
      Connection connection =
          client.connect(
              server.peerId(),
              List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port + "/ws")),
              Hosts.TIMEOUT);
      assertThat(Ping.ping(connection, new Random(1), Hosts.TIMEOUT)).isPositive();
      assertThat(server.connections().getFirst().remoteAddress())
          .hasToString("/ip4/192.0.2.7/tcp/1/ws");
      connection.close();
      assertThat(Hosts.eventually(() -> server.connections().isEmpty())).isTrue();
    }
  }

  private static void serve(ServerSocketChannel door, Host server) {
    try {
      SocketChannel socket = door.accept();
      ByteChannel web = WebSocket.accept(socket);
      MessageChannel messages =
          new MessageChannel(
              new MessageChannel.Sender() {
                @Override
                public void send(ByteBuffer message) throws IOException {
                  web.write(message);
                }

                @Override
                public void close() throws IOException {
                  web.close();
                }
              });
      server.accept(messages, Multiaddr.parse("/ip4/192.0.2.7/tcp/1/ws"));
      while (true) {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        if (web.read(buffer) < 0) {
          messages.ended();
          return;
        }
        messages.received(buffer.flip());
      }
    } catch (IOException | InterruptedException e) {
      // the test is over
    }
  }
}
