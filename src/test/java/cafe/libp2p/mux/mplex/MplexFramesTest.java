package cafe.libp2p.mux.mplex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.HostLimits;
import cafe.libp2p.StreamResetException;
import cafe.libp2p.mux.FakeChannel;
import cafe.libp2p.mux.MuxedStream;
import cafe.libp2p.mux.Muxer;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The bytes on the wire, against the mplex specification. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class MplexFramesTest {
  private final FakeChannel channel = new FakeChannel();
  private final BlockingQueue<MuxedStream> accepted = new LinkedBlockingQueue<>();
  private final Muxer muxer =
      new Mplex().create(channel, true, HostLimits.defaults(), accepted::add);

  MplexFramesTest() {
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
    expectSent("00 01 30" + "02 03 010203" + "04 00");
    arrive("01 02 cafe 03 00"); // message and close by the receiver
    assertThat(stream.input().readAllBytes()).isEqualTo(new byte[] {(byte) 0xca, (byte) 0xfe});
    while (muxer.streams() > 0) {
      Thread.sleep(2);
    }
  }

  @Test
  void acceptsAndAnswersOnTheSameNumber() throws Exception {
    MuxedStream ours = muxer.open();
    ours.output().write(5);
    expectSent("00 01 30 02 01 05");
    arrive("00 04 6e616d65" + "02 01 07" + "04 00"); // their stream 0, not ours
    MuxedStream theirs = accepted.take();
    assertThat(theirs.input().readAllBytes()).isEqualTo(new byte[] {7});
    theirs.output().write(8);
    theirs.closeWrite();
    expectSent("00 01 30 02 01 05" + "01 01 08" + "03 00");
  }

  @Test
  void resetIsHeardAndTold() throws Exception {
    arrive("00 00 08 00");
    MuxedStream first = accepted.take();
    MuxedStream second = accepted.take();
    arrive("06 00");
    assertThatThrownBy(() -> first.input().read()).isInstanceOf(StreamResetException.class);
    second.reset();
    expectSent("0d 00");
  }

  @Test
  void streamWhoseReaderDoesNotComeIsResetAndTheOthersGoOn() throws Exception {
    arrive("00 00 08 00");
    accepted.take();
    MuxedStream second = accepted.take();
    byte[] message = new byte[4 + 300_000];
    System.arraycopy(HexFormat.of().parseHex("02e0a712"), 0, message, 0, 4);
    channel.arrive(message);
    arrive("0a 01 2a");
    assertThat(second.input().read()).isEqualTo(42);
    expectSent("05 00");
  }
}
