package cafe.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorFileTest {

  @TempDir Path folder;

  @Test
  void isItsOwnersAloneAlsoWhereAnOlderOneWasNot() throws IOException {
    Path data = folder.resolve("new");
    OperatorFile.write(data, "http://127.0.0.1:1");
    Path file = data.resolve("operator.url");
    assertThat(rights(file)).isEqualTo("rw-------");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    OperatorFile.write(data, "http://127.0.0.1:2");
    assertThat(rights(file)).isEqualTo("rw-------");
    assertThat(OperatorFile.read(data)).hasValue("http://127.0.0.1:2");
    try (var left = Files.list(data)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void withoutOneThereIsNoCafe() {
    assertThat(OperatorFile.read(folder)).isEmpty();
  }

  @Test
  void isRemovedByWhomItNames() {
    OperatorFile.write(folder, "http://127.0.0.1:1");
    OperatorFile.remove(folder, "http://127.0.0.1:2");
    assertThat(OperatorFile.read(folder)).hasValue("http://127.0.0.1:1");
    OperatorFile.remove(folder, "http://127.0.0.1:1");
    assertThat(OperatorFile.read(folder)).isEmpty();
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
