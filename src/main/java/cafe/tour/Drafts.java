package cafe.tour;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Request bodies as files, which is what the generated client sends; gone when closed. */
public final class Drafts implements AutoCloseable {

  private final Path folder;
  private int count;

  /** With a folder of its own among the temporary ones. */
  public Drafts() throws IOException {
    this.folder = Files.createTempDirectory("cafe-tour");
  }

  /** A file with some bytes; the name matters to multipart uploads only. */
  public File of(String name, byte[] bytes) throws IOException {
    Path own = Files.createDirectory(folder.resolve(Integer.toString(count++)));
    return Files.write(own.resolve(name), bytes).toFile();
  }

  /** A file with some bytes. */
  public File of(byte[] bytes) throws IOException {
    return of("body", bytes);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
