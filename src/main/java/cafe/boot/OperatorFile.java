package cafe.boot;

import cafe.kernel.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The file of the data folder by which commands find the operator's listener. No secret, and yet
 * nobody's business but the owner's.
 */
final class OperatorFile {

  private static final String NAME = "operator.url";

  private OperatorFile() {}

  static void write(Path data, String url) {
    try {
      Folders.make(data);
      // Temporary files are their owner's alone; the move keeps that, and no command reads half.
      Path temporary = Files.createTempFile(data, ".operator", ".tmp");
      Files.writeString(temporary, url + "\n");
      Files.move(temporary, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into the data folder", e);
    }
  }

  /** Removes what was written with that URL; a cafe that has come since keeps its own. */
  static void remove(Path data, String url) {
    if (read(data).filter(url::equals).isPresent()) {
      try {
        Files.deleteIfExists(data.resolve(NAME));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write into the data folder", e);
      }
    }
  }

  static Optional<String> read(Path data) {
    try {
      return Optional.of(Files.readString(data.resolve(NAME)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
