package cafe.libp2p.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.ConnectionListener;
import cafe.libp2p.Host;
import cafe.libp2p.Stream;
import cafe.libp2p.host.Hosts;
import cafe.libp2p.identify.Identify;
import cafe.libp2p.identify.Ping;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The host's own protocols: whoever begins a message must finish it. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class UnfinishedMessagesTest {
  private static final Duration READ = Duration.ofMillis(1500);

  private static Host host() throws IOException {
    return Hosts.builder().listen("/ip4/127.0.0.1/tcp/0").limits(LimitsOf.read(READ)).start();
  }

  /** False if the other side has had enough of it. */
  private static boolean drip(Stream stream) {
    try {
      stream.output().write(0x80);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aPingThatDripsIsReset() throws Exception {
    try (Host host = host();
        Host client = Hosts.builder().start()) {
      Connection connection = Hosts.connect(client, host);
      Stream half = connection.newStream(Hosts.TIMEOUT, Ping.PROTOCOL);
      int sent = 0;
      while (sent < 31 && drip(half)) {
        sent++;
        Thread.sleep(READ.toMillis() / 3); // the attack, not a wait of the test
      }
      assertThat(sent).isLessThan(31);
      assertThat(Ping.ping(connection, new Random(1), Hosts.TIMEOUT)).isPositive();
    }
  }

  /** The host asks, as it does of every peer, and does not wait for the end of the answer. */
  @Test
  void anAnswerToIdentifyThatDripsIsGivenUp() throws Exception {
    CountDownLatch introduced = new CountDownLatch(1);
    AtomicBoolean complete = new AtomicBoolean();
    try (Host host = host();
        Host liar = Hosts.builder().listen("/ip4/127.0.0.1/tcp/0").start()) {
      host.addConnectionListener(
          new ConnectionListener() {
            @Override
            public void connected(Connection connection) {
              introduced.countDown();
            }
          });
      liar.setProtocolHandler(
          Identify.PROTOCOL,
          stream -> {
            stream.output().write(new byte[] {(byte) 0xff, (byte) 0xff, 3});
            try {
              complete.set(!Hosts.eventually(() -> introduced.getCount() == 0 || !drip(stream)));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      Hosts.connect(host, liar);
      introduced.await();
      assertThat(complete).as("ended by the peer").isFalse();
      assertThat(host.connections()).hasSize(1);
    }
  }
}
