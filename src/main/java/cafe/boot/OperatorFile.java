package cafe.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file of the data folder by which commands find the operator's listener. No secret. */
final class OperatorFile {

  private static final String NAME = "operator.url";

  private OperatorFile() {}

  static void write(Path data, String url) {
    try {
      Files.createDirectories(data);
      Files.writeString(data.resolve(NAME), url + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write into the data folder", e);
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
