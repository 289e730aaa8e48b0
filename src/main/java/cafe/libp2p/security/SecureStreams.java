package cafe.libp2p.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A secure channel seen as two plain streams, for the negotiation that comes before the muxer. What
 * has been read beyond it is handed over by {@link #rest}.
 */
public final class SecureStreams {
  private final SecureChannel channel;
  private @Nullable ByteBuffer chunk;

  public SecureStreams(SecureChannel channel) {
    this.channel = channel;
  }

  public InputStream input() {
    return new InputStream() {
      private boolean fill() throws IOException {
        if (chunk == null || !chunk.hasRemaining()) {
          chunk = channel.read();
        }
        return chunk != null;
      }

      @Override
      public int read() throws IOException {
        return fill() && chunk != null ? chunk.get() & 0xff : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0 || !fill() || chunk == null) {
          return length == 0 ? 0 : -1;
        }
        int count = Math.min(length, chunk.remaining());
        chunk.get(target, offset, count);
        return count;
      }

      @Override
      public int available() {
        return chunk == null ? 0 : chunk.remaining();
      }
    };
  }

  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] array = new byte[channel.headroom() + length + channel.tailroom()];
        System.arraycopy(bytes, offset, array, channel.headroom(), length);
        channel.write(array, channel.headroom(), length);
      }
    };
  }

  /** Bytes read already but not consumed. */
  public @Nullable ByteBuffer rest() {
    return chunk != null && chunk.hasRemaining() ? chunk : null;
  }
}
