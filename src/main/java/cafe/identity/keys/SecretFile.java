package cafe.identity.keys;

import cafe.kernel.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A file with one secret line, which only its owner can read. At most 4 KiB.
 *
 * @param path where it is
 */
public record SecretFile(Path path) {

  private static final int MAX_SIZE = 4096;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /** Rights that make a secret one no more. A group may read: mounted secrets often need that. */
  private static final Set<PosixFilePermission> TOO_OPEN =
      EnumSet.of(
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.GROUP_WRITE);

  /**
   * The secret, made now if there is no file yet.
   *
   * @throws IllegalStateException if others can read the file, or it is empty or too large
   * @throws UncheckedIOException if it can be neither read nor made
   */
  public String readOrCreate(Supplier<String> make) {
    try {
      if (!Files.exists(path)) {
        create(make.get());
      }
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a secret in " + path, e);
    }
  }

  private String read() throws IOException {
    if (isPosix() && Files.getPosixFilePermissions(path).stream().anyMatch(TOO_OPEN::contains)) {
      throw new IllegalStateException("others may read " + path + ": chmod 600 it");
    }
    if (Files.size(path) > MAX_SIZE) {
      throw new IllegalStateException(path + " is too large for a secret");
    }
    String secret = Files.readString(path, StandardCharsets.US_ASCII).strip();
    if (secret.isEmpty()) {
      throw new IllegalStateException(path + " is empty");
    }
    return secret;
  }

  private void create(String secret) throws IOException {
    Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent());
    Folders.make(folder);
    Path temporary = Files.createTempFile(folder, ".secret", ".tmp", ownerOnly());
    try {
      try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer line = ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.US_ASCII));
        while (line.hasRemaining()) {
          file.write(line);
        }
        file.force(true);
      }
      // A link, unlike a move, never replaces: of two first starts one wins and both use its
      // secret.
      Files.createLink(path, temporary);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster.
    } finally {
      Files.deleteIfExists(temporary);
    }
    Folders.force(folder);
  }

  private FileAttribute<?>[] ownerOnly() {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private boolean isPosix() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
