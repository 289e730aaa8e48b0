package cafe.libp2p.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.security.SecurityProtocol;
import cafe.libp2p.security.noise.Noise;
import cafe.libp2p.security.secio.Secio;
import cafe.libp2p.security.tls.Tls;
import cafe.libp2p.transport.BufferedChannel;
import cafe.libp2p.transport.ForwardingChannel;
import cafe.libp2p.transport.PipeChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record has one time for all of its bytes, by a clock of the test. */
@Timeout(300)
class DrippingRecordsTest {
  private static final long LIMIT = Duration.ofSeconds(60).toNanos();
  private static final int SIZE = 100;

  private static SecurityProtocol security(String id) {
    Ed25519IdentityKey key = Ed25519IdentityKey.generate(RawPeer.RANDOM);
    return switch (id) {
      case Noise.ID -> new Noise(key, RawPeer.RANDOM);
      case Tls.ID -> new Tls(key, RawPeer.RANDOM, Clock.systemUTC());
      default -> new Secio(key, RawPeer.RANDOM);
    };
  }

  /** Both ends of a connection, one of which hears the other byte by byte. */
  private static final class Pair implements AutoCloseable {
    final Drip drip;
    final SecureChannel ours;
    final SecureChannel peer;

    Pair(String id) throws Exception {
      PipeChannel[] ends = PipeChannel.pair();
      FutureTask<SecureChannel> dialing =
          new FutureTask<>(() -> security(id).secure(new BufferedChannel(ends[1]), true, null));
      Thread.startVirtualThread(dialing);
      drip = new Drip(ends[0]);
      ours = security(id).secure(new BufferedChannel(drip, () -> drip.now), false, null);
      peer = dialing.get();
      drip.channel = ours;
    }

    /** The peer sends a record, and we read it. */
    void exchange() throws IOException {
      byte[] array = new byte[peer.headroom() + SIZE + peer.tailroom()];
      peer.write(array, peer.headroom(), SIZE);
      drip.first = true;
      ByteBuffer plain = ours.read();
      assertThat(plain).isNotNull().extracting(ByteBuffer::remaining).isEqualTo(SIZE);
    }

    @Override
    public void close() throws IOException {
      ours.close();
      peer.close();
    }
  }

  /** Lets bytes through one by one, once the channel above is known, and time pass with each. */
  private static final class Drip extends ForwardingChannel {
    private long now = 1;
    private boolean first;
    private Duration silence = Duration.ZERO;
    private Duration pause = Duration.ZERO;
    private @Nullable SecureChannel channel;

    /** Whether the peer was to be let go when each byte was about to come. */
    private final List<Boolean> stalled = new ArrayList<>();

    Drip(ByteChannel below) {
      super(below);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      SecureChannel above = channel;
      if (above == null) {
        return super.read(target);
      }
      now += (first ? silence : pause).toNanos();
      first = false;
      stalled.add(above.stalled(now, LIMIT));
      ByteBuffer one = ByteBuffer.allocate(1);
      int count = super.read(one);
      target.put(one.flip());
      return count;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Noise.ID, Tls.ID, Secio.ID})
  void bytesDoNotProlongIt(String id) throws Exception {
    try (Pair pair = new Pair(id)) {
      pair.drip.pause = Duration.ofSeconds(20);
      for (int record = 0; record < 2; record++) {
        pair.drip.stalled.clear();
        pair.exchange();
        // the first byte is not waited for in a record, three have a minute, the rest is late
        assertThat(pair.drip.stalled).hasSizeGreaterThan(SIZE).startsWith(false, false, false);
        assertThat(pair.drip.stalled.get(3)).isFalse();
        assertThat(pair.drip.stalled.subList(4, SIZE)).containsOnly(true);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Noise.ID, Tls.ID, Secio.ID})
  void silenceBetweenRecordsAndManyOfThemDoNotShortenIt(String id) throws Exception {
    try (Pair pair = new Pair(id)) {
      pair.drip.silence = Duration.ofDays(1);
      pair.drip.pause = Duration.ofMillis(300);
      for (int record = 0; record < 5; record++) {
        pair.exchange();
      }
      assertThat(pair.drip.stalled).hasSizeGreaterThan(5 * SIZE).containsOnly(false);
    }
  }
}
