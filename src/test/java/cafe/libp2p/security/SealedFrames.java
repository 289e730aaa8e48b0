package cafe.libp2p.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.hostile.Allocation;
import cafe.libp2p.transport.PipeChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** Frames after a handshake, from a peer that has the keys or from somebody in between. */
public final class SealedFrames {
  private final Handshake handshake;

  /** Made of a channel that opens what it has sealed itself. */
  public SealedFrames(Handshake handshake) {
    this.handshake = handshake;
  }

  /** What a handshake leaves behind: the same keys each time, in both directions. */
  @FunctionalInterface
  public interface Handshake {
    SecureChannel channel(ByteChannel below);
  }

  private byte[] read(byte[] incoming) throws IOException {
    SecureChannel channel = handshake.channel(PipeChannel.of(incoming));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer chunk = channel.read(); chunk != null; chunk = channel.read()) {
      assertThat(chunk.remaining()).isBetween(1, channel.maxPlaintext());
      all.write(chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining());
    }
    return all.toByteArray();
  }

  /** A channel whose output is gathered. */
  private record Gathering(ByteArrayOutputStream sent) implements ByteChannel {
    @Override
    public int read(ByteBuffer target) {
      return -1;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      WritableByteChannel out = Channels.newChannel((OutputStream) sent);
      return out.write(source);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /** Frames whose lengths the input gives, one byte each, sealed as a peer would. */
  private byte[] sealed(byte[] data, ByteArrayOutputStream plain) throws IOException {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    SecureChannel channel = handshake.channel(new Gathering(sent));
    for (int at = 0; at < data.length; ) {
      int length = Math.min(data[at++] & 0xff, data.length - at);
      byte[] array = new byte[channel.headroom() + length + channel.tailroom()];
      System.arraycopy(data, at, array, channel.headroom(), length);
      plain.write(data, at, length);
      channel.write(array, channel.headroom(), length);
      at += length;
    }
    return sent.toByteArray();
  }

  /** Whatever arrives is read as it was sealed, or refused. */
  public void areReadAsTheyWereSealedOrRefused(byte[] data) throws IOException {
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

  /** The end of the channel is an end between frames and a truncation in one. */
  public void areRefusedIfCutOff() throws IOException {
    byte[] sealed = sealed(new byte[] {3, 1, 2, 3}, new ByteArrayOutputStream());
    assertThat(read(new byte[0])).isEmpty();
    for (int length = 1; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(IOException.class);
    }
    assertThat(read(sealed)).containsExactly(1, 2, 3);
  }
}
