package cafe.database.sqlite;

import cafe.kernel.Folders;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The data folder of a cafe on its embedded database, which is this process' alone. */
public final class DataFolder implements Closeable {

  private static final String LOCK = "cafe.lock";

  private final FileChannel lock;

  private DataFolder(FileChannel lock) {
    this.lock = lock;
  }

  /**
   * Makes the folder if it is missing, and claims it until it is closed or the process ends,
   * however that may be.
   *
   * @throws IllegalStateException if another cafe has it
   * @throws IOException if it cannot be made or written to
   */
  public static DataFolder claim(Path folder) throws IOException {
    Folders.make(folder);
    FileChannel lock =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() == null) {
        throw taken(folder);
      }
      unpackInto(folder.resolve("native"));
      return new DataFolder(lock);
    } catch (OverlappingFileLockException e) {
      lock.close();
      throw taken(folder);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static IllegalStateException taken(Path folder) {
    return new IllegalStateException("another cafe runs on the data folder " + folder);
  }

  /**
   * Names the folder that the driver unpacks its native library into, unless {@code
   * org.sqlite.lib.path} says where one is. It is emptied: a process that was killed leaves its
   * library behind, which in the machine's folder for temporary files would pile up.
   */
  private static void unpackInto(Path folder) throws IOException {
    Folders.make(folder);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "sqlite-*")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
    System.setProperty("org.sqlite.tmpdir", folder.toString());
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
