package cafe.libp2p.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BufferedChannelTest {
  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Whatever is asked for and consumed, the bytes come in order. */
  @Property
  void keepsTheOrder(@ForAll @Size(max = 40) List<@IntRange(min = 1, max = 70_000) Integer> demands)
      throws IOException {
    byte[] source = random(300_000);
    BufferedChannel channel = new BufferedChannel(PipeChannel.of(source));
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    for (int demand : demands) {
      if (seen.size() + demand > source.length) {
        break;
      }
      channel.require(demand);
      assertThat(channel.buffered()).isGreaterThanOrEqualTo(demand);
      seen.write(channel.array(), channel.offset(), demand);
      channel.skip(demand);
    }
    assertThat(seen.toByteArray()).isEqualTo(Arrays.copyOf(source, seen.size()));
  }

  @Test
  void tellsTheEndFromATruncation() throws IOException {
    BufferedChannel channel = new BufferedChannel(PipeChannel.of(new byte[5]));
    assertThat(channel.await(3)).isTrue();
    channel.skip(3);
    assertThatThrownBy(() -> channel.await(3)).isInstanceOf(EOFException.class);
    channel.skip(2);
    assertThat(channel.await(1)).isFalse();
    assertThatThrownBy(() -> channel.require(1)).isInstanceOf(EOFException.class);
  }

  /** Announcing much costs nothing: the array is no larger than what arrived needs. */
  @Test
  void growsWithWhatArrivesOnly() {
    BufferedChannel channel = new BufferedChannel(PipeChannel.of(new byte[1000]));
    assertThatThrownBy(() -> channel.await(1 << 20)).isInstanceOf(EOFException.class);
    assertThat(channel.array().length).isLessThan(4096);
  }

  @Test
  void readsAsAStream() throws IOException {
    byte[] source = random(50_000);
    BufferedChannel channel = new BufferedChannel(PipeChannel.of(source));
    assertThat(channel.input().read()).isEqualTo(source[0] & 0xff);
    assertThat(channel.input().available()).isPositive();
    assertThat(channel.input().readAllBytes())
        .isEqualTo(Arrays.copyOfRange(source, 1, source.length));
  }
}
