package cafe.libp2p.mux;

import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.security.SecureChannel;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A channel without encryption: the test plays the peer. */
public final class FakeChannel implements SecureChannel {
  private static final byte[] END = {};

  private final PublicKey key = new Ed25519IdentityKey(new byte[32]).publicKey();
  private final BlockingQueue<byte[]> incoming = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private volatile boolean closed;

  /** A channel on which these chunks arrive, and then the end. */
  public static FakeChannel of(List<byte[]> chunks) {
    FakeChannel channel = new FakeChannel();
    chunks.stream().filter(chunk -> chunk.length > 0).forEach(channel.incoming::add);
    channel.incoming.add(END);
    return channel;
  }

  /** Lets bytes arrive. */
  public void arrive(byte[] bytes) {
    incoming.add(bytes);
  }

  /** What has been sent so far. */
  public byte[] sent() {
    return sent.toByteArray();
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public PublicKey remoteKey() {
    return key;
  }

  @Override
  public int headroom() {
    return 3;
  }

  @Override
  public int tailroom() {
    return 5;
  }

  @Override
  public int maxPlaintext() {
    return 50_000;
  }

  @Override
  public @Nullable ByteBuffer read() {
    try {
      byte[] bytes = incoming.take();
      return bytes.length == 0 ? null : ByteBuffer.wrap(bytes);
    } catch (InterruptedException e) {
      return null;
    }
  }

  @Override
  public void write(byte[] array, int offset, int length) {
    if (offset < headroom()
        || length > maxPlaintext()
        || offset + length + tailroom() > array.length) {
      throw new AssertionError("no room around the plaintext");
    }
    sent.write(array, offset, length);
    Arrays.fill(array, offset - headroom(), offset + length + tailroom(), (byte) 0xaa);
  }

  @Override
  public boolean stalled(long now, long nanos) {
    return false;
  }

  @Override
  public void close() {
    closed = true;
    incoming.add(END);
  }
}
