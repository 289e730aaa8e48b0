package cafe.storage.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The file system as the block store uses it. What is not forced may be lost, reordered or torn by
 * a power cut; tests use a disk that does just that.
 */
interface Disk {
  /** Makes a folder if it is not there; not durable before its parent is forced. */
  void makeFolder(Path folder) throws IOException;

  /** Makes durable which names a folder has. */
  void forceFolder(Path folder) throws IOException;

  /**
   * Makes a new file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  Output create(Path file) throws IOException;

  /** Renames within a folder, atomically, over a file of that name if there is one. */
  void move(Path from, Path to) throws IOException;

  /** Deletes a file if it is there. */
  void delete(Path file) throws IOException;

  /** Length of a file in bytes, -1 if it is not there. */
  long size(Path file) throws IOException;

  /**
   * The whole content.
   *
   * @throws java.nio.file.NoSuchFileException if it is not there
   */
  ByteBuffer read(Path file) throws IOException;

  /** Visits the files of a folder, in no order. */
  void list(Path folder, FileVisitor visitor) throws IOException;

  /** A file that is being written. */
  interface Output extends AutoCloseable {
    /** Appends all of it. */
    void write(ByteBuffer bytes) throws IOException;

    /** Makes the content durable; its name is not. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Is shown one file after the other. */
  interface FileVisitor {
    /** One file and when it was last written. */
    void file(Path file, Instant written) throws IOException;
  }
}
