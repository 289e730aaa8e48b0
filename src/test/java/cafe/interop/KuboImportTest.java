package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.BlockSink;
import cafe.ipld.unixfs.DirectoryBuilder;
import cafe.ipld.unixfs.FileImporter;
import cafe.ipld.unixfs.Imported;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our importer and Kubo's give files and folders the same names. */
@Tag("interop")
class KuboImportTest {
  private static final int FILES = 150;
  private static final int FOLDERS = 50;

  /** Sizes where the shape of a file changes: none, one chunk, two, one full node, two levels. */
  private static final List<Integer> EDGES =
      List.of(0, 1, 262_143, 262_144, 262_145, 524_288, 174 * 262_144, 174 * 262_144 + 1);

  private final Random random = new Random(42);

  @TempDir private Path folder;

  @Test
  void twoHundredFilesAndFoldersHaveTheSameNames() throws Exception {
    Path repository = folder.resolve("repository");
    Kubo.configure(repository);
    Path content = Files.createDirectory(folder.resolve("content"));
    for (int i = 0; i < FILES; i++) {
      int size = i < EDGES.size() ? EDGES.get(i) : 1 << random.nextInt(21);
      write(content.resolve("file " + i), i < EDGES.size() ? size : random.nextInt(size) + 1);
    }
    for (int i = 0; i < FOLDERS; i++) {
      fill(Files.createDirectory(content.resolve("folder-" + i)), 3);
    }

    Map<String, String> theirs = theirNames(repository, content);
    Map<String, String> ours = new HashMap<>();
    ours.put("content", name(content, "content", ours).cid().toString());
    assertThat(ours).hasSizeGreaterThan(FILES + FOLDERS).isEqualTo(theirs);
  }

  private void fill(Path parent, int depth) throws IOException {
    int entries = random.nextInt(5);
    for (int i = 0; i < entries; i++) {
      String name = List.of("a", "Ä", "z z", "日本", "%41", "a.b").get(random.nextInt(6)) + i;
      if (depth > 0 && random.nextInt(3) == 0) {
        fill(Files.createDirectory(parent.resolve(name)), depth - 1);
      } else {
        write(parent.resolve(name), random.nextInt(400_000));
      }
    }
  }

  private void write(Path file, int size) throws IOException {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    Files.write(file, bytes);
  }

  private static Map<String, String> theirNames(Path repository, Path content) throws Exception {
    String said =
        Kubo.offline(
            repository,
            "add",
            "--only-hash",
            "--recursive",
            "--cid-version=0",
            "--raw-leaves=false",
            "--progress=false",
            content.toString());
    Map<String, String> names = new HashMap<>();
    for (String line : said.split("\n")) {
      String[] words = line.split(" ", 3);
      assertThat(words[0]).isEqualTo("added");
      names.put(words[2], words[1]);
    }
    return names;
  }

  /** Imports a file or folder and notes the name of everything in it by its path. */
  private static Imported name(Path path, String called, Map<String, String> names)
      throws IOException {
    BlockSink nowhere = (cid, block) -> {};
    Imported imported;
    if (Files.isDirectory(path)) {
      DirectoryBuilder directory = new DirectoryBuilder();
      for (Path entry : entries(path)) {
        String name = entry.getFileName().toString();
        directory.add(name, name(entry, called + "/" + name, names));
      }
      imported = directory.build(nowhere);
    } else {
      try (InputStream in = Files.newInputStream(path)) {
        imported = new FileImporter(nowhere).add(in);
      }
    }
    names.put(called, imported.cid().toString());
    return imported;
  }

  private static List<Path> entries(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return new ArrayList<>(all.toList());
    }
  }
}
