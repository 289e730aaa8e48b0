package cafe.gateway.dag;

import java.nio.ByteBuffer;

/**
 * A position in a file, moving forward; for one thread. May block on storage, and throws {@link
 * cafe.kernel.CafeException} if a block is missing or a DAG is not what it claims.
 */
public interface FileCursor extends AutoCloseable {
  /** Fills the buffer with the next bytes. The caller knows that the file has that many. */
  void read(ByteBuffer target);

  /**
   * Gives back what the cursor holds, a block or an open file; the next read fetches it again. For
   * readers that let it wait.
   */
  void rest();

  /** Gives back everything. */
  @Override
  void close();

  /** A cursor over bytes in memory. */
  static FileCursor over(ByteBuffer bytes, long offset) {
    ByteBuffer rest = bytes.slice(Math.toIntExact(offset), Math.toIntExact(bytes.limit() - offset));
    return new FileCursor() {
      @Override
      public void read(ByteBuffer target) {
        int n = target.remaining();
        target.put(rest.slice(rest.position(), n));
        rest.position(rest.position() + n);
      }

      @Override
      public void rest() {}

      @Override
      public void close() {}
    };
  }
}
