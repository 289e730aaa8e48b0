package cafe.libp2p.mux;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.HostLimits;
import cafe.libp2p.mux.mplex.Mplex;
import cafe.libp2p.mux.yamux.Yamux;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever arrives, a session ends with its channel and holds no more than its windows. */
@Execution(ExecutionMode.CONCURRENT)
class SessionFuzzTest {
  private static final HostLimits LIMITS = HostLimits.defaults();

  private static void run(MuxerProtocol protocol, List<byte[]> chunks) {
    FakeChannel channel = FakeChannel.of(chunks);
    List<MuxedStream> accepted = new ArrayList<>();
    Muxer muxer = protocol.create(channel, false, LIMITS, accepted::add);
    muxer.runReader(null);
    assertThat(muxer.isOpen()).isFalse();
    assertThat(muxer.streams()).isZero();
    for (MuxedStream stream : accepted) {
      assertThat(stream.buffered()).isLessThanOrEqualTo(LIMITS.streams().receiveWindow());
    }
    muxer.runWriter();
    assertThat(channel.isClosed()).isTrue();
  }

  @Property
  void yamuxOnAnyBytes(@ForAll @Size(max = 20) List<@Size(max = 100) byte[]> chunks) {
    run(new Yamux(), chunks);
  }

  @Property
  void mplexOnAnyBytes(@ForAll @Size(max = 20) List<@Size(max = 100) byte[]> chunks) {
    run(new Mplex(), chunks);
  }

  @Property
  void yamuxOnFrames(@ForAll("yamuxFrames") List<byte[]> frames) {
    run(new Yamux(), frames);
  }

  @Property
  void mplexOnFrames(@ForAll("mplexFrames") List<byte[]> frames) {
    run(new Mplex(), frames);
  }

  @Provide
  Arbitrary<List<byte[]>> yamuxFrames() {
    Arbitrary<Integer> types = Arbitraries.integers().between(0, 4);
    Arbitrary<Integer> flags = Arbitraries.integers().between(0, 15);
    Arbitrary<Integer> streams = Arbitraries.integers().between(-1, 9);
    Arbitrary<Integer> lengths =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 300), Arbitraries.of(262_144, 262_145, -1));
    return Combinators.combine(types, flags, streams, lengths)
        .as(
            (type, flag, stream, length) -> {
              int payload = type == 0 ? Math.min(Math.max(0, length), 300_000) : 0;
              return ByteBuffer.allocate(12 + payload)
                  .put((byte) 0)
                  .put(type.byteValue())
                  .putShort(flag.shortValue())
                  .putInt(stream)
                  .putInt(length)
                  .array();
            })
        .list()
        .ofMaxSize(25);
  }

  @Provide
  Arbitrary<List<byte[]>> mplexFrames() {
    Arbitrary<Integer> streams = Arbitraries.integers().between(0, 5);
    Arbitrary<Integer> flags = Arbitraries.integers().between(0, 7);
    Arbitrary<Integer> lengths =
        Arbitraries.oneOf(Arbitraries.integers().between(0, 300), Arbitraries.of(40_000));
    return Combinators.combine(streams, flags, lengths)
        .as(
            (stream, flag, length) -> {
              ByteArrayOutputStream frame = new ByteArrayOutputStream();
              frame.write(stream << 3 | flag);
              for (int rest = length; ; rest >>>= 7) {
                frame.write(rest > 0x7f ? rest & 0x7f | 0x80 : rest);
                if (rest <= 0x7f) {
                  break;
                }
              }
              frame.writeBytes(new byte[length]);
              return frame.toByteArray();
            })
        .list()
        .ofMaxSize(5);
  }
}
