package cafe.libp2p.mux.yamux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.HostLimits;
import cafe.libp2p.StreamResetException;
import cafe.libp2p.mux.FakeChannel;
import cafe.libp2p.mux.MuxedStream;
import cafe.libp2p.mux.Muxer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bytes on the wire, against the yamux specification. */
@Timeout(300)
class YamuxFramesTest {
  private final FakeChannel channel = new FakeChannel();
  private final BlockingQueue<MuxedStream> accepted = new LinkedBlockingQueue<>();
  private final Muxer muxer =
      new Yamux().create(channel, true, HostLimits.defaults(), accepted::add);

  YamuxFramesTest() {
    Thread.startVirtualThread(() -> muxer.runReader(null));
    Thread.startVirtualThread(muxer::runWriter);
  }

  @AfterEach
  void end() {
    muxer.close();
  }

  private void arrive(String hex) {
    channel.arrive(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private void expectSent(String hex) throws InterruptedException {
    String expected = hex.replace(" ", "");
    while (HexFormat.of().formatHex(channel.sent()).length() < expected.length()) {
      Thread.sleep(2);
    }
    assertThat(HexFormat.of().formatHex(channel.sent())).isEqualTo(expected);
  }

  @Test
  void opensWritesAndCloses() throws Exception {
    MuxedStream stream = muxer.open();
    stream.output().write(new byte[] {1, 2, 3});
    stream.closeWrite();
    expectSent(
        "00 01 0001 00000001 00000000" // SYN
            + "00 00 0000 00000001 00000003 010203"
            + "00 01 0004 00000001 00000000"); // FIN
    MuxedStream second = muxer.open();
    second.closeWrite();
    assertThat(muxer.streams()).isEqualTo(2);
    arrive("00 01 0006 00000001 00000000"); // ACK, FIN
    assertThat(stream.input().read()).isEqualTo(-1);
    while (muxer.streams() > 1) {
      Thread.sleep(2);
    }
  }

  @Test
  void acceptsReadsAndAcknowledges() throws Exception {
    arrive("00 00 0001 00000002 00000002 cafe 00 00 0004 00000002 00000001 07");
    MuxedStream stream = accepted.take();
    assertThat(stream.input().readAllBytes()).isEqualTo(new byte[] {(byte) 0xca, (byte) 0xfe, 7});
    stream.output().write(9);
    stream.closeWrite();
    expectSent(
        "00 01 0002 00000002 00000000" // ACK
            + "00 00 0000 00000002 00000001 09"
            + "00 01 0004 00000002 00000000");
    while (muxer.streams() > 0) {
      Thread.sleep(2);
    }
  }

  @Test
  void answersPings() throws Exception {
    arrive("00 02 0001 00000000 deadbeef");
    expectSent("00 02 0002 00000000 deadbeef");
  }

  @Test
  void frameMayArriveByteByByte() throws Exception {
    for (byte b : HexFormat.of().parseHex("000000010000000200000002cafe")) {
      channel.arrive(new byte[] {b});
    }
    assertThat(accepted.take().input().readNBytes(2))
        .isEqualTo(new byte[] {(byte) 0xca, (byte) 0xfe});
  }

  @Test
  void writesNoMoreThanTheWindowAndGoesOnWhenItOpens() throws Exception {
    MuxedStream stream = muxer.open();
    stream.writeTimeout(Duration.ofSeconds(30));
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              try {
                stream.output().write(new byte[300_000]);
              } catch (IOException e) {
                // seen by what is not sent
              }
            });
    int frames = 262_144 / 16_384;
    int full = 12 + 262_144 + 12 * frames;
    while (channel.sent().length < full) {
      Thread.sleep(2);
    }
    Thread.sleep(20);
    assertThat(channel.sent()).hasSize(full);
    arrive("00 01 0000 00000001 01000000"); // 16 MiB
    writer.join();
    while (channel.sent().length < full + 300_000 - 262_144) {
      Thread.sleep(2);
    }
  }

  @Test
  void writeWithoutWindowTimesOutAndResets() throws Exception {
    MuxedStream stream = muxer.open();
    stream.writeTimeout(Duration.ofMillis(50));
    assertThatThrownBy(() -> stream.output().write(new byte[300_000]))
        .isInstanceOf(SocketTimeoutException.class);
    assertThatThrownBy(() -> stream.output().write(1)).isInstanceOf(StreamResetException.class);
    while (!HexFormat.of().formatHex(channel.sent()).endsWith("000100080000000100000000")) {
      Thread.sleep(2);
    }
  }

  @Test
  void windowOpensOnlyAsTheReaderTakes() throws Exception {
    byte[] half = new byte[12 + 131_072];
    System.arraycopy(HexFormat.of().parseHex("000000010000000200020000"), 0, half, 0, 12);
    channel.arrive(half);
    MuxedStream stream = accepted.take();
    stream.input().readNBytes(131_071);
    assertThat(channel.sent()).isEmpty();
    stream.input().readNBytes(1);
    expectSent("00 01 0002 00000002 00020000");
  }

  @Test
  void goAwayEndsOpeningOnly() throws Exception {
    MuxedStream stream = muxer.open();
    stream.output().write(1);
    arrive("00 03 0000 00000000 00000000 00 00 0002 00000001 00000001 2a");
    assertThat(stream.input().read()).isEqualTo(42);
    assertThatThrownBy(muxer::open).isInstanceOf(IOException.class);
  }

  @Test
  void dataBeforeTheEndSurvivesTheConnection() throws Exception {
    arrive("00 00 0001 00000002 00000002 cafe 00 01 0004 00000002 00000000");
    MuxedStream stream = accepted.take();
    channel.close();
    while (muxer.isOpen()) {
      Thread.sleep(2);
    }
    assertThat(stream.input().readAllBytes()).hasSize(2);
  }

  @Test
  void closedStreamThrowsAwayWhatArrives() throws Exception {
    arrive("00 01 0001 00000002 00000000");
    MuxedStream stream = accepted.take();
    stream.close();
    arrive("00 00 0000 00000002 00000002 cafe 00 01 0004 00000002 00000000");
    while (muxer.streams() > 0) {
      Thread.sleep(2);
    }
    assertThatThrownBy(() -> stream.input().read()).isInstanceOf(IOException.class);
  }

  @Test
  void streamTheirSideNeverClosesIsResetInTheEnd() throws Exception {
    arrive("00 01 0001 00000002 00000000");
    accepted.take().close();
    // What is still in the queue 31 seconds later would be a peer that takes no data.
    while (!HexFormat.of().formatHex(channel.sent()).matches(".*0001000[46]0000000200000000")) {
      Thread.sleep(2);
    }
    muxer.tick(System.nanoTime());
    assertThat(muxer.streams()).isEqualTo(1);
    muxer.tick(System.nanoTime() + Duration.ofSeconds(31).toNanos());
    assertThat(muxer.streams()).isZero();
    while (!HexFormat.of().formatHex(channel.sent()).contains("000100080000000200000000")) {
      Thread.sleep(2);
    }
  }

  @Test
  void silentPeerIsPingedAndThenGivenUp() throws Exception {
    long now = System.nanoTime();
    muxer.tick(now + Duration.ofSeconds(31).toNanos());
    expectSent("00 02 0001 00000000 00000001");
    muxer.tick(now + Duration.ofSeconds(100).toNanos());
    assertThat(muxer.isOpen()).isFalse();
  }
}
