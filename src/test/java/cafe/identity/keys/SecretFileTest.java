package cafe.identity.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W20, as far as it is the cafe's: its own key is made for, and read from, its owner alone. */
class SecretFileTest {

  @TempDir Path folder;

  @Test
  void w20IsMadeOnceForItsOwnerOnly() throws IOException {
    Path path = folder.resolve("new/secret");
    assertThat(new SecretFile(path).readOrCreate(() -> "first")).isEqualTo("first");
    assertThat(new SecretFile(path).readOrCreate(() -> "second")).isEqualTo("first");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    try (Stream<Path> left = Files.list(path.getParent())) {
      assertThat(left).as("no temporary file is left").containsExactly(path);
    }
  }

  @Test
  void firstStartsAtOnceAgree() throws Exception {
    Path path = folder.resolve("secret");
    List<Callable<String>> starts =
        IntStream.range(0, 16)
            .<Callable<String>>mapToObj(
                i -> () -> new SecretFile(path).readOrCreate(() -> "secret " + i))
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<String>> secrets = threads.invokeAll(starts);
      String kept = Files.readString(path).strip();
      for (Future<String> secret : secrets) {
        assertThat(secret.get()).isEqualTo(kept);
      }
    }
  }

  @Test
  void w20RefusesWhatOthersCanRead() throws IOException {
    for (String rights : List.of("rw-r--r--", "rw----r--", "rw--w----", "rw-----w-")) {
      Path path = Files.writeString(folder.resolve("secret" + rights), "open");
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
      assertThatThrownBy(() -> new SecretFile(path).readOrCreate(() -> "new"))
          .as(rights)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageNotContaining("open");
      assertThat(Files.readString(path)).isEqualTo("open");
    }
  }

  @Test
  void takesAMountedOne() throws IOException {
    Path path = Files.writeString(folder.resolve("mounted"), "  mine \n");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r-----"));
    assertThat(new SecretFile(path).readOrCreate(() -> "new")).isEqualTo("mine");
  }

  @Test
  void refusesEmptyAndLargeFiles() throws IOException {
    for (String content : List.of("", "\n", "x".repeat(5000))) {
      Path path = Files.createTempFile(folder, "secret", "");
      Files.writeString(path, content);
      assertThatThrownBy(() -> new SecretFile(path).readOrCreate(() -> "new"))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
