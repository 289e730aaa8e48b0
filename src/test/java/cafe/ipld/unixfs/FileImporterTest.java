package cafe.ipld.unixfs;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.crypto.ContentKey;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.dagpb.DagPb;
import cafe.testkit.Car;
import cafe.testkit.Vectors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class FileImporterTest {
  private final Car blocks = new Car();
  private final FileImporter importer = new FileImporter(blocks);

  @Test
  void smallFilesOfTheOriginal() throws IOException {
    Imported hello = importer.add(utf8("hello\n"));
    assertThat(hello.cid()).hasToString("QmZULkCELmmk5XNfCgTnCyFgAVxBRBXyDHGGMVoLFLiXEN");
    assertThat(hex(blocks.get(hello.cid()))).isEqualTo("0a0c0802120668656c6c6f0a1806");
    assertThat(hello.treeSize()).isEqualTo(14);
    assertThat(importer.add(new byte[0]).cid())
        .hasToString("QmbFMke1KXqnYyBBWxB74N4c5SBnJMVAiMNRcGu6x1AwQH");
    ContentKey key =
        ContentKey.parse("15JkfdNj5rstZ9tyucpAVE72JzKybsHQcXsjSxA1bxmrydHHvtuPkTbcLNe");
    assertThat(importer.add(key.encrypt(utf8("yoyoyoyo!"))).cid())
        .hasToString("QmdLpNxgyutVaDicUuicaVbxegwYi9asoZhTP5T9eXcih5");
    assertThat(importer.add(key.encrypt(utf8("hello cafe\n"))).cid())
        .hasToString("QmPVZRS9UaZw6GX19LDnUFk39aD4S2SzeZU54D2ScCH9b6");
  }

  @Test
  void filesOfManyChunks() throws IOException {
    FileImporter names = new FileImporter((cid, block) -> {});
    for (String[] line : Vectors.read("unixfs_files.txt")) {
      long length = Long.parseLong(line[0]);
      InputStream file = new Repeated((byte) Integer.parseInt(line[1]), length);
      Imported imported = names.add(file);
      assertThat(imported.cid()).hasToString(line[2]);
      assertThat(imported.fileSize()).isEqualTo(length);
      assertThat(imported.treeSize()).isEqualTo(Long.parseLong(line[3]));
      if (length <= 1 << 20) {
        byte[] bytes = new Repeated((byte) Integer.parseInt(line[1]), length).readAllBytes();
        assertThat(names.add(bytes)).isEqualTo(imported);
      }
    }
  }

  @Test
  void partsComeBeforeWholes() throws IOException {
    Car seen = new Car();
    FileImporter strict =
        new FileImporter(
            (cid, block) -> {
              for (var link : DagPb.decode(block).links()) {
                assertThat(seen.get(link.cid())).isNotNull();
              }
              seen.put(cid, block);
            });
    assertThat(strict.add(new Repeated((byte) 7, 176L * FileImporter.CHUNK)).fileSize())
        .isEqualTo(176L * FileImporter.CHUNK);
  }

  @Test
  void anObjectPinnedByTheOriginalHasItsName() throws IOException {
    String name = "QmbQ4K3vXNJ3DjCNdG2urCXs7BuHqWQG1iSjZ8fbnF8NMs";
    assertThat(importer.add(Vectors.fixture(name)).cid()).hasToString(name);
  }

  @Test
  void theImagesOfTheOriginal() throws IOException {
    for (String[] image : Vectors.read("file_fingerprints.txt")) {
      byte[] bytes = Vectors.fixture(image[0]);
      assertThat(bytes).hasSize(Integer.parseInt(image[1]));
      assertThat(importer.add(new ByteArrayInputStream(bytes)).cid()).hasToString(image[2]);
    }
  }

  @Test
  void anArchivePinnedByTheOriginalHasItsName() throws IOException {
    String name = "QmSUnsZi9rGvPZLWy2v5N7fNxUWVNnA5nmppoM96FbLqLp";
    Map<String, byte[]> files = untar(Vectors.fixture(name + ".tar.gz"));
    assertThat(files).containsOnlyKeys("photo", "thumb", "meta", "pk");
    DirectoryBuilder directory = new DirectoryBuilder();
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      directory.add(entry.getKey(), importer.add(entry.getValue()));
    }
    assertThat(directory.build(blocks).cid()).hasToString(name);
    // the same directory by the names of its files
    DirectoryBuilder named = new DirectoryBuilder();
    named.add("photo", imported("Qma3exArKprhPSRyKHo5DmFYvdRhV2pBqGMwXSQLh2MgUA", 67_773));
    named.add("thumb", imported("QmVgihAjN8HxZdnX6zZVMrSpn4fpBFmEKiLiUiiBdmeWUC", 9_981));
    named.add("meta", imported("QmQVUQ5CT8devYyShHYoJ5NqtoZMFLZ9gZoTS2awa5UbXD", 238));
    named.add("pk", imported("QmSPQaNiVgn3peSiTBBhL3To7oUyyVmAxPv8evEQyhqhXa", 60));
    assertThat(named.build(blocks).cid()).hasToString(name);
  }

  private static Imported imported(String cid, long treeSize) {
    return new Imported(Cid.parse(cid), 0, treeSize);
  }

  /** Regular files of a tar archive with short names. */
  private static Map<String, byte[]> untar(byte[] file) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
      byte[] head = in.readNBytes(512);
      while (head.length == 512 && head[0] != 0) {
        String name = new String(head, 0, 100, StandardCharsets.US_ASCII).replace("\0", "");
        String octal = new String(head, 124, 12, StandardCharsets.US_ASCII).replace("\0", "");
        int size = Integer.parseInt(octal.strip(), 8);
        files.put(name, in.readNBytes(size));
        in.skipNBytes((512 - size % 512) % 512);
        head = in.readNBytes(512);
      }
    }
    return files;
  }

  @Test
  void directories() throws IOException {
    Imported empty = new DirectoryBuilder().build(blocks);
    assertThat(empty.cid()).hasToString("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn");
    assertThat(empty.treeSize()).isEqualTo(4);
    Imported thread =
        new DirectoryBuilder()
            .add("parents", empty)
            .add("block", importer.add(utf8("hello\n")))
            .build(blocks);
    assertThat(thread.cid()).hasToString("QmVCrqLK4hBdXfEKjaPmoMuGNoVLNsRChKgVwVBuxGRGw7");
    DirectoryBuilder directory = new DirectoryBuilder().add("x", empty);
    for (String bad : new String[] {"", "a/b", "x"}) {
      assertThatThrownBy(() -> directory.add(bad, empty)).isInstanceOf(FormatException.class);
    }
  }

  @Test
  void aFailingSinkOrStreamEndsTheImportAndTheNextOneStartsAfresh() throws IOException {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("cut off");
          }

          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            throw new IOException("cut off");
          }
        };
    InputStream file = new SequenceInputStream(new Repeated((byte) 1, 1_000_000), broken);
    assertThatThrownBy(() -> importer.add(file)).hasMessage("cut off");
    assertThat(importer.add(new ByteArrayInputStream(utf8("hello\n"))).cid())
        .hasToString("QmZULkCELmmk5XNfCgTnCyFgAVxBRBXyDHGGMVoLFLiXEN");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** One byte again and again. */
  private static final class Repeated extends InputStream {
    private final byte value;
    private long left;

    Repeated(byte value, long length) {
      this.value = value;
      this.left = length;
    }

    @Override
    public int read() {
      return left-- > 0 ? value & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      int n = (int) Math.min(Math.min(length, left), 100_003);
      Arrays.fill(buffer, offset, offset + n, value);
      left -= n;
      return n == 0 && length > 0 ? -1 : n;
    }
  }
}
