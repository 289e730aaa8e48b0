package cafe.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That names survive a power cut is shown by the traced power cuts of the whole program. */
class FoldersTest {
  @TempDir Path temporary;

  @Test
  void foldersAboveAreMadeToo() throws IOException {
    Path folder = temporary.resolve("a/b/c");
    Folders.make(folder);
    Folders.make(folder);
    assertThat(folder).isDirectory();
  }

  @Test
  void othersSeeNothing() throws IOException {
    Path folder = temporary.resolve("a/b");
    Folders.make(folder);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(Files.getPosixFilePermissions(folder.getParent())).hasSize(3);
  }

  @Test
  void aFileIsNoFolder() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThatThrownBy(() -> Folders.make(file)).isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> Folders.make(file.resolve("in"))).isInstanceOf(IOException.class);
  }
}
