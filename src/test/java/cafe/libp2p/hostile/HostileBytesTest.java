package cafe.libp2p.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.Cid;
import cafe.libp2p.HostLimits;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.bitswap.message.MessageHandler;
import cafe.libp2p.bitswap.message.MessageLimits;
import cafe.libp2p.bitswap.message.MessageReader;
import cafe.libp2p.bitswap.message.Want;
import cafe.libp2p.frames.FrameReader;
import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.identify.IdentifyMessage;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.multistream.Multistream;
import cafe.libp2p.mux.FakeChannel;
import cafe.libp2p.mux.Muxer;
import cafe.libp2p.mux.MuxerProtocol;
import cafe.libp2p.mux.mplex.Mplex;
import cafe.libp2p.mux.yamux.Yamux;
import cafe.libp2p.pubsub.rpc.RpcReader;
import cafe.libp2p.security.SecurityProtocol;
import cafe.libp2p.security.noise.Noise;
import cafe.libp2p.security.secio.Secio;
import cafe.libp2p.security.tls.Tls;
import cafe.libp2p.transport.BufferedChannel;
import cafe.libp2p.transport.PipeChannel;
import cafe.libp2p.transport.WebSocket;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

/**
 * Everything that reads a stranger's bytes, on the inputs of the folder {@code
 * HostileBytesTestInputs}. To let Jazzer look for more, see {@code junit-platform.properties}.
 */
class HostileBytesTest {
  private static final MessageLimits BITSWAP = new MessageLimits(2 * 1024 * 1024, 1024, 128);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Ed25519IdentityKey KEY = new Ed25519IdentityKey(new byte[32]);
  private static final List<SecurityProtocol> HANDSHAKES =
      List.of(
          new Noise(KEY, RANDOM), new Secio(KEY, RANDOM), new Tls(KEY, RANDOM, Clock.systemUTC()));

  @FuzzTest
  void multiaddrText(byte[] data) {
    Allocation.bounded(
        data,
        () -> {
          Multiaddr address = Multiaddr.parse(new String(data, StandardCharsets.UTF_8));
          assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
          assertThat(Multiaddr.decode(address.bytes())).isEqualTo(address);
        });
  }

  @FuzzTest
  void multiaddrBytes(byte[] data) {
    Allocation.bounded(
        data,
        () -> {
          Multiaddr address = Multiaddr.decode(data);
          assertThat(address.bytes().length).isLessThanOrEqualTo(Multiaddr.MAX_BYTES);
          assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
        });
  }

  @FuzzTest
  void multistreamListener(byte[] data) {
    OutputStream out = OutputStream.nullOutputStream();
    Allocation.bounded(
        data,
        () -> {
          ByteArrayInputStream in = new ByteArrayInputStream(data);
          assertThat(Multistream.accept(in, out, () -> List.of("/a", "/b"))).isIn("/a", "/b");
        });
  }

  @FuzzTest
  void multistreamDialer(byte[] data) {
    OutputStream out = OutputStream.nullOutputStream();
    Allocation.bounded(
        data,
        () -> {
          ByteArrayInputStream in = new ByteArrayInputStream(data);
          assertThat(Multistream.select(in, out, List.of("/a", "/b"))).isIn("/a", "/b");
        });
  }

  @FuzzTest
  void yamux(byte[] data) {
    session(new Yamux(), data);
  }

  @FuzzTest
  void mplex(byte[] data) {
    session(new Mplex(), data);
  }

  private static void session(MuxerProtocol protocol, byte[] data) {
    for (boolean initiator : new boolean[] {true, false}) {
      Allocation.bounded(
          data,
          () -> {
            FakeChannel channel = FakeChannel.of(halves(data));
            Muxer muxer = protocol.create(channel, initiator, HostLimits.defaults(), stream -> {});
            muxer.runReader(null);
            assertThat(muxer.isOpen()).isFalse();
            assertThat(muxer.streams()).isZero();
            muxer.runWriter();
            assertThat(channel.isClosed()).isTrue();
          });
    }
  }

  private static List<byte[]> halves(byte[] data) {
    int half = data.length / 2;
    return List.of(Arrays.copyOf(data, half), Arrays.copyOfRange(data, half, data.length));
  }

  /** Nobody can finish a handshake with bytes that were chosen before it began. */
  @FuzzTest
  void handshakes(byte[] data) {
    for (SecurityProtocol protocol : HANDSHAKES) {
      for (boolean initiator : new boolean[] {true, false}) {
        BufferedChannel channel = new BufferedChannel(PipeChannel.of(data));
        assertThatThrownBy(() -> protocol.secure(channel, initiator, null))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @FuzzTest
  void publicKey(byte[] data) {
    Allocation.bounded(
        data,
        () -> {
          PublicKey key = PublicKey.decode(data);
          assertThat(PublicKey.decode(key.encoded())).isEqualTo(key);
          assertThat(key.verify(data, data)).isFalse();
        });
  }

  @FuzzTest
  void identify(byte[] data) {
    Allocation.bounded(data, () -> IdentifyMessage.decode(data));
  }

  @FuzzTest
  void pubsub(byte[] data) {
    Allocation.bounded(
        data,
        () -> {
          FrameReader frames = new FrameReader(new ByteArrayInputStream(data));
          while (frames.nextFrame(RpcReader.MAX_RPC)) {
            new RpcReader(frames, MemoryBudget.FREE).read(part -> {});
          }
        });
  }

  @FuzzTest
  void bitswap(byte[] data) {
    Allocation.bounded(
        data,
        () -> {
          FrameReader frames = new FrameReader(new ByteArrayInputStream(data));
          while (frames.nextFrame(MessageLimits.MAX_MESSAGE)) {
            new MessageReader(frames, BITSWAP, MemoryBudget.FREE).read(new Ignored());
          }
        });
  }

  private static final class Ignored implements MessageHandler {
    @Override
    public void wants(List<Want> wants, boolean full) {
      assertThat(wants.size()).isLessThanOrEqualTo(BITSWAP.maxWants());
    }

    @Override
    public void block(byte[] prefix, byte[] data) {
      assertThat(data.length).isLessThanOrEqualTo(BITSWAP.maxBlock());
    }

    @Override
    public void presence(Cid cid, boolean have) {}
  }

  @FuzzTest
  void webSocket(byte[] data) {
    Allocation.bounded(
        data,
        () -> {
          ByteChannel channel = WebSocket.accept(PipeChannel.of(data));
          ByteBuffer target = ByteBuffer.allocate(64);
          while (channel.read(target) >= 0) {
            target.clear();
          }
        });
  }
}
