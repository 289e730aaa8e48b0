package cafe.libp2p.security;

import cafe.kernel.PeerId;
import cafe.libp2p.keys.PublicKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An encrypted channel. One thread reads, one thread writes, anybody closes. */
public interface SecureChannel extends Closeable {
  /** The key that the peer has proven. */
  PublicKey remoteKey();

  /** Bytes that {@link #write} needs free before the plaintext in its array. */
  int headroom();

  /** Bytes that {@link #write} needs free behind the plaintext in its array. */
  int tailroom();

  /** The most that one frame carries. */
  int maxPlaintext();

  /** The next plaintext, never empty and valid until the next call; null at the end. */
  @Nullable ByteBuffer read() throws IOException;

  /**
   * Encrypts in place and sends. The plaintext and the room around it are overwritten.
   *
   * @param length at most {@link #maxPlaintext}
   */
  void write(byte[] array, int offset, int length) throws IOException;

  /**
   * True if the peer has let us wait for the rest of a frame for longer than that.
   *
   * @param now {@link System#nanoTime}
   */
  boolean stalled(long now, long nanos);

  /**
   * Checks that the proven key belongs to the peer that was dialed.
   *
   * @throws IOException if not
   */
  static void requirePeer(PublicKey proven, @Nullable PeerId expected) throws IOException {
    if (expected != null && !proven.peerId().equals(expected)) {
      throw new IOException("dialed " + expected + " but found " + proven.peerId());
    }
  }
}
