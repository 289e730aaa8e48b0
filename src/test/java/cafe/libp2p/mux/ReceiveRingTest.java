package cafe.libp2p.mux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ReceiveRingTest {
  /** Positive numbers put that many bytes, negative ones take them. */
  @Property
  void behavesLikeAQueue(
      @ForAll @Size(max = 60) List<@IntRange(min = -9000, max = 9000) Integer> steps) {
    ReceiveRing ring = new ReceiveRing();
    Queue<Byte> model = new ArrayDeque<>();
    byte next = 0;
    for (int step : steps) {
      if (step >= 0) {
        byte[] bytes = new byte[step];
        for (int i = 0; i < step; i++) {
          bytes[i] = next++;
          model.add(bytes[i]);
        }
        ring.put(ByteBuffer.wrap(bytes));
      } else {
        byte[] target = new byte[-step + 3];
        int count = ring.take(target, 3, -step);
        assertThat(count).isEqualTo(Math.min(-step, model.size()));
        for (int i = 0; i < count; i++) {
          assertThat(target[3 + i]).isEqualTo(model.remove());
        }
        ring.shrink();
      }
      assertThat(ring.size()).isEqualTo(model.size());
    }
  }
}
