package cafe.storage.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import cafe.storage.Contents.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
  private static final int MEMORY = 64 * 1024;
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  @TempDir Path folder;

  private final Random random = new Random(1);

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Source receive(Spool.Request request, byte[] bytes) throws IOException {
    return request.receive(new ByteArrayInputStream(bytes)::read);
  }

  private static byte[] read(Source source) throws IOException {
    try (InputStream in = source.open()) {
      return in.readAllBytes();
    }
  }

  @Test
  void largeUploadsShareOneFileThatHasNoName() throws IOException {
    Spool spool = new Spool(folder, 0);
    List<byte[]> sent = new ArrayList<>();
    List<Source> received = new ArrayList<>();
    try (Spool.Request request = spool.begin()) {
      for (int i = 0; i < 100; i++) {
        sent.add(bytes(i % 3 == 0 ? 0 : random.nextInt(200_000)));
        received.add(receive(request, sent.get(i)));
      }
      assertThat(folder).isEmptyDirectory();
      assumeThat(OPEN_FILES).isDirectory();
      assertThat(openFiles()).as("open files").isOne();
      for (int i = 0; i < sent.size(); i++) {
        Source source = received.get(i);
        assertThat(source.size()).isEqualTo(sent.get(i).length);
        assertThat(read(source)).isEqualTo(sent.get(i));
        assertThat(read(source)).as("once more").isEqualTo(sent.get(i));
      }
    }
    assertThat(openFiles()).as("open files").isZero();
    assertThatThrownBy(() -> read(received.get(1))).isInstanceOf(IOException.class);
  }

  /** As the system lists them: those of this test's folder, with a name or without. */
  private long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(OPEN_FILES)) {
      return files.filter(this::isOurs).count();
    }
  }

  private boolean isOurs(Path descriptor) {
    try {
      Path file = Files.readSymbolicLink(descriptor);
      return file.startsWith(folder) && !file.equals(folder);
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void smallUploadsHoldOnlyTheMemoryThatTheyFill() throws IOException {
    Spool spool = new Spool(folder, MEMORY);
    try (Spool.Request request = spool.begin()) {
      for (int i = 0; i < MEMORY / 1024 / 2; i++) {
        byte[] small = bytes(1 + random.nextInt(1024));
        Source source = receive(request, small);
        assertThat(source.inMemory()).as("upload %d", i).isTrue();
        assertThat(read(source)).isEqualTo(small);
      }
      assertThat(spool.free()).isEqualTo(MEMORY / 2);
      assertThat(receive(request, new byte[0]).inMemory()).isTrue();
      assertThat(spool.free()).isEqualTo(MEMORY / 2);
    }
    assertThat(spool.free()).isEqualTo(MEMORY);
  }

  @Test
  void anUploadThatDoesNotFitLeavesTheMemoryToOthers() throws IOException {
    Spool spool = new Spool(folder, MEMORY);
    try (Spool.Request request = spool.begin()) {
      byte[] large = bytes(MEMORY * 3);
      Source spilled = receive(request, large);
      assertThat(spilled.inMemory()).isFalse();
      assertThat(spool.free()).isEqualTo(MEMORY);
      assertThat(receive(request, bytes(1024)).inMemory()).isTrue();
      assertThat(read(spilled)).isEqualTo(large);
    }
    assertThat(spool.free()).isEqualTo(MEMORY);
  }

  @Test
  void anUploadThatBreaksOffGivesBackWhatItTook() throws IOException {
    Spool spool = new Spool(folder, MEMORY);
    try (Spool.Request request = spool.begin()) {
      assertThatThrownBy(
              () ->
                  request.receive(
                      (to, offset, length) -> {
                        throw new IOException("broken off");
                      }))
          .hasMessage("broken off");
    }
    assertThat(spool.free()).isEqualTo(MEMORY);
  }

  @Test
  void whatACrashLeftIsGoneAfterTheNextStart() throws IOException {
    Path left = Files.writeString(folder.resolve("1.upload"), "half");
    Path foreign = Files.writeString(folder.resolve("README"), "not an upload");
    var _ = new Spool(folder, MEMORY);
    assertThat(left).doesNotExist();
    assertThat(foreign).exists();
  }
}
