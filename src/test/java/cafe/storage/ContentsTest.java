package cafe.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.Cid;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentsTest {
  private static final byte[] NODE =
      "{\"Links\":[],\"Data\":\"a node\"}".getBytes(StandardCharsets.UTF_8);

  /** Its blocks are read from it when they are asked for: nobody can have kept them. */
  @Test
  void whatIsNotInMemoryIsNotKeptInMemory() {
    byte[] file = new byte[1000];
    new Random(1).nextBytes(file);
    for (byte[] bytes : List.of(NODE, file)) {
      Cid name = name(bytes);
      Bytes source = new Bytes(bytes, false);
      Content content = Contents.named(name, source);
      for (int i = 0; i < 2; i++) {
        int before = source.opened;
        assertThat(blocks(content)).isEqualTo(blocks(made(bytes)));
        assertThat(source.opened).isEqualTo(before + 1);
      }
      assertThat(content.root()).isEqualTo(name);
      assertThat(content.scope()).isEqualTo(made(bytes).scope());
      source.bytes = new byte[] {'{', '}'};
      assertThatThrownBy(() -> blocks(content)).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void whatIsInMemoryIsReadOnce() {
    for (byte[] bytes : List.of(NODE, new byte[] {1, 2, 3})) {
      Bytes source = new Bytes(bytes, true);
      Content content = Contents.named(name(bytes), source);
      int before = source.opened;
      assertThat(blocks(content)).isEqualTo(blocks(made(bytes)));
      assertThat(source.opened).isEqualTo(before);
    }
  }

  @Test
  void aNodeThatIsNamedAsAFileIsOne() {
    Content file = Contents.file(NODE);
    for (boolean inMemory : new boolean[] {false, true}) {
      Content content = Contents.named(file.root(), new Bytes(NODE, inMemory));
      assertThat(content.scope()).isEqualTo(Scope.TREE);
      assertThat(blocks(content)).isEqualTo(blocks(file));
      assertThatThrownBy(() -> Contents.named(name(new byte[] {1}), new Bytes(NODE, inMemory)))
          .isInstanceOfSatisfying(
              CafeException.class, e -> assertThat(e.fault()).isEqualTo(Fault.CID_MISMATCH));
    }
  }

  private static Content made(byte[] bytes) {
    return Arrays.equals(bytes, NODE) ? Contents.nodeOfJson(bytes) : Contents.file(bytes);
  }

  private static Cid name(byte[] bytes) {
    return made(bytes).root();
  }

  private static List<ByteBuffer> blocks(Content content) {
    List<ByteBuffer> blocks = new ArrayList<>();
    content.blocks(block -> blocks.add(block.bytes()));
    return blocks;
  }

  /** Counts how often it is read. */
  private static final class Bytes implements Contents.Source {
    private final boolean inMemory;
    private byte[] bytes;
    private int opened;

    Bytes(byte[] bytes, boolean inMemory) {
      this.bytes = bytes;
      this.inMemory = inMemory;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public boolean inMemory() {
      return inMemory;
    }

    @Override
    public InputStream open() {
      opened++;
      return new ByteArrayInputStream(bytes);
    }
  }
}
