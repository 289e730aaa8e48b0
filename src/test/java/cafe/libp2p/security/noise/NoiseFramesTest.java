package cafe.libp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.hostile.Allocation;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.transport.BufferedChannel;
import cafe.libp2p.transport.PipeChannel;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Frames after the handshake, from a peer that has the keys or from somebody in between. */
class NoiseFramesTest {
  private static final byte[] KEY = new byte[32];
  private static final PublicKey PEER = new Ed25519IdentityKey(new byte[32]).publicKey();

  private static NoiseChannel channel(byte[] incoming) {
    return new NoiseChannel(
        new BufferedChannel(PipeChannel.of(incoming)),
        PEER,
        new CipherState(KEY),
        new CipherState(KEY));
  }

  private static byte[] read(byte[] incoming) throws IOException {
    NoiseChannel channel = channel(incoming);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer chunk = channel.read(); chunk != null; chunk = channel.read()) {
      assertThat(chunk.remaining()).isBetween(1, channel.maxPlaintext());
      all.write(chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining());
    }
    return all.toByteArray();
  }

  /** Frames whose lengths the input gives, one byte each, sealed as a peer would. */
  private static byte[] sealed(byte[] data, ByteArrayOutputStream plain) throws IOException {
    CipherState cipher = new CipherState(KEY);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < data.length; ) {
      int length = Math.min(data[at++] & 0xff, data.length - at);
      byte[] frame = Arrays.copyOfRange(data, at, at + length + CipherState.TAG);
      plain.write(data, at, length);
      cipher.encrypt(frame, 0, length);
      out.write(frame.length >>> 8);
      out.write(frame.length);
      out.writeBytes(frame);
      at += length;
    }
    return out.toByteArray();
  }

  /** Whatever arrives is read as it was sealed, or refused. */
  @FuzzTest
  void frames(byte[] data) throws IOException {
    Allocation.bounded(data, () -> read(data));
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    byte[] sealed = sealed(data, plain);
    assertThat(read(sealed)).isEqualTo(plain.toByteArray());
    if (sealed.length > 0) {
      int at = Arrays.hashCode(data) & 0x7fffffff;
      sealed[at % sealed.length] ^= (byte) (1 << (at >>> 8) % 8);
      assertThatThrownBy(() -> read(sealed)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aFrameCutOffIsRefusedAndBetweenFramesIsTheEnd() throws IOException {
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    byte[] sealed = sealed(new byte[] {3, 1, 2, 3}, plain);
    assertThat(read(new byte[0])).isEmpty();
    for (int length = 1; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
    }
    assertThat(read(sealed)).containsExactly(1, 2, 3);
  }
}
