package cafe.libp2p.security.noise;

import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.transport.BufferedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Transport messages: two bytes of length, ciphertext, tag. */
final class NoiseChannel implements SecureChannel {
  private static final int LENGTH = 2;
  private static final int MAX_MESSAGE = 65_535;

  private final BufferedChannel channel;
  private final PublicKey remoteKey;
  private final CipherState send;
  private final CipherState receive;

  NoiseChannel(
      BufferedChannel channel, PublicKey remoteKey, CipherState send, CipherState receive) {
    this.channel = channel;
    this.remoteKey = remoteKey;
    this.send = send;
    this.receive = receive;
  }

  @Override
  public PublicKey remoteKey() {
    return remoteKey;
  }

  @Override
  public int headroom() {
    return LENGTH;
  }

  @Override
  public int tailroom() {
    return CipherState.TAG;
  }

  @Override
  public int maxPlaintext() {
    return MAX_MESSAGE - CipherState.TAG;
  }

  @Override
  public void write(byte[] array, int offset, int length) throws IOException {
    send.encrypt(array, offset, length);
    int sealed = length + CipherState.TAG;
    array[offset - 2] = (byte) (sealed >>> 8);
    array[offset - 1] = (byte) sealed;
    channel.write(array, offset - LENGTH, LENGTH + sealed);
  }

  @Override
  public @Nullable ByteBuffer read() throws IOException {
    channel.frameBoundary();
    while (channel.await(LENGTH)) {
      int length = length(channel);
      channel.require(LENGTH + length);
      byte[] array = channel.array();
      int start = channel.offset() + LENGTH;
      int size = receive.decrypt(array, start, length);
      channel.skip(LENGTH + length);
      if (size > 0) {
        return ByteBuffer.wrap(array, start, size);
      }
      channel.frameBoundary();
    }
    return null;
  }

  /** The length in front of the buffered message. */
  static int length(BufferedChannel channel) {
    byte[] array = channel.array();
    int offset = channel.offset();
    return (array[offset] & 0xff) << 8 | array[offset + 1] & 0xff;
  }

  @Override
  public boolean stalled(long now, long nanos) {
    return channel.stalled(now, nanos);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
