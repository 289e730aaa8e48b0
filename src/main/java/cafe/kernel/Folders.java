package cafe.kernel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders whose names survive a power cut. */
public final class Folders {
  private Folders() {}

  /**
   * Makes a folder, and those above it that are missing, for their owner only. Its name is made
   * durable even if it is there: who made it may have died before that.
   *
   * @throws IOException if it cannot be made, or its name not made durable
   */
  public static void make(Path folder) throws IOException {
    Path above = folder.toAbsolutePath().getParent();
    if (above == null) {
      return;
    }
    if (!Files.isDirectory(above)) {
      make(above);
    }
    boolean made = false;
    try {
      Files.createDirectory(folder, ownerOnly(folder));
      made = true;
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
    try {
      force(above);
    } catch (AccessDeniedException e) {
      // An operator gave us a folder within one that we may not read: it is his to keep.
      if (made) {
        throw e;
      }
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path folder) {
    return isPosix(folder)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path folder) {
    return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** Makes durable which names a folder has, where the system can do that. */
  public static void force(Path folder) throws IOException {
    if (isPosix(folder)) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
