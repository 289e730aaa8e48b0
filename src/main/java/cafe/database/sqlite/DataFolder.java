package cafe.database.sqlite;

import cafe.kernel.Folders;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The data folder of a cafe on its embedded database, which is this process' alone. */
public final class DataFolder implements Closeable {

  private static final String LOCK = "cafe.lock";
  private static final String LIBRARIES = "org.sqlite.tmpdir";

  /** What we last said there, unlike an operator. */
  private static final String OURS = "cafe.sqlite.tmpdir";

  /** Of this process: to close a second channel would give up the first one's lock. */
  private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel lock;

  private DataFolder(Path folder, FileChannel lock) {
    this.folder = folder;
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
    Path real = folder.toRealPath();
    if (!CLAIMED.add(real)) {
      throw taken(folder);
    }
    DataFolder claimed = null;
    try {
      claimed = new DataFolder(real, lock(folder));
      unpackInto(folder.resolve("native"));
      return claimed;
    } catch (IOException | RuntimeException e) {
      giveUp(real, claimed);
      throw e;
    }
  }

  private static void giveUp(Path real, @Nullable DataFolder claimed) throws IOException {
    CLAIMED.remove(real);
    if (claimed != null) {
      claimed.close();
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (channel.tryLock() == null) {
      channel.close();
      throw taken(folder);
    }
    return channel;
  }

  private static IllegalStateException taken(Path folder) {
    return new IllegalStateException("another cafe runs on the data folder " + folder);
  }

  /**
   * Names the folder that the driver unpacks its native library into, unless an operator did, for
   * example because programs may not be run from the data folder. It is emptied: a process that was
   * killed leaves its library behind, which in the machine's folder for temporary files would pile
   * up.
   */
  private static void unpackInto(Path folder) throws IOException {
    Folders.make(folder);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "sqlite-*")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
    String given = System.getProperty(LIBRARIES);
    if (given == null || given.equals(System.getProperty(OURS))) {
      System.setProperty(LIBRARIES, folder.toString());
      System.setProperty(OURS, folder.toString());
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
    CLAIMED.remove(folder);
  }
}
