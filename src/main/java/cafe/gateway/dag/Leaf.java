package cafe.gateway.dag;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A run of a file's bytes that lie in one block. */
sealed interface Leaf extends AutoCloseable {
  /** Number of bytes. */
  long size();

  /** Fills the buffer from an offset; the leaf has that many bytes. */
  void read(long offset, ByteBuffer target);

  @Override
  void close();

  /** In memory. */
  record InMemory(ByteBuffer bytes) implements Leaf {
    @Override
    public long size() {
      return bytes.remaining();
    }

    @Override
    public void read(long offset, ByteBuffer target) {
      target.put(bytes.slice(bytes.position() + (int) offset, target.remaining()));
    }

    @Override
    public void close() {}
  }

  /** In an open file that holds the block, so that only what is wanted is read. */
  record InFile(FileChannel file, long start, long size) implements Leaf {
    @Override
    public void read(long offset, ByteBuffer target) {
      long at = start + offset;
      try {
        while (target.hasRemaining()) {
          int n = file.read(target, at);
          if (n < 0) {
            throw new IOException("block cut off");
          }
          at += n;
        }
      } catch (IOException e) {
        throw DagReader.failed(e);
      }
    }

    @Override
    public void close() {
      try {
        file.close();
      } catch (IOException e) {
        // opened for reading: nothing can be lost
      }
    }
  }
}
