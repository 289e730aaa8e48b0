package cafe.storage;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Small files and directories that share blocks, without files of many megabytes. */
final class TestContents {
  private static final byte[] DIRECTORY = {0x0a, 0x02, 0x08, 0x01};

  private TestContents() {}

  /** Contents whose blocks no other salt has, but which share many with each other. */
  static List<TestContent> universe(String salt) {
    TestContent zero = leaf(salt + " zero");
    TestContent one = leaf(salt + " one");
    TestContent two = leaf(salt + " two");
    TestContent three = leaf(salt + " three");
    TestContent four = leaf(salt + " four");
    TestContent pair = file("pair", zero, one);
    TestContent triple = file("triple", one, two, three);
    TestContent inner = file("inner", three, four);
    TestContent deep = file("deep", inner, zero);
    TestContent recursive = directory("recursive", Scope.TREE, pair, four);
    TestContent node = directory("node", Scope.BLOCK, pair, four);
    TestContent other = directory("other", Scope.BLOCK, deep, node);
    return List.of(zero, one, pair, triple, inner, deep, recursive, node, other);
  }

  static TestContent leaf(String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    return new TestContent(text, Scope.TREE, false, block(unixfs(data)), List.of());
  }

  static TestContent file(String name, TestContent... children) {
    byte[] block = concat(links(children), unixfs(new byte[0]));
    return new TestContent(name, Scope.TREE, false, block(block), List.of(children));
  }

  static TestContent directory(String name, Scope scope, TestContent... children) {
    byte[] block = concat(links(children), DIRECTORY);
    return new TestContent(name, scope, true, block(block), List.of(children));
  }

  private static byte[] links(TestContent... children) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (TestContent child : children) {
      byte[] hash = child.root().multihash().bytes();
      out.write(0x12);
      out.write(hash.length + 6);
      out.write(0x0a);
      out.write(hash.length);
      out.writeBytes(hash);
      out.writeBytes(new byte[] {0x12, 0x00, 0x18, (byte) child.block.size()});
    }
    return out.toByteArray();
  }

  private static byte[] unixfs(byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean empty = data.length == 0;
    out.write(0x0a);
    out.write(empty ? 4 : data.length + 6);
    out.writeBytes(new byte[] {0x08, 0x02});
    if (!empty) {
      out.write(0x12);
      out.write(data.length);
      out.writeBytes(data);
    }
    out.write(0x18);
    out.write(data.length);
    return out.toByteArray();
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  private static Block block(byte[] bytes) {
    return new Block(Multihash.sha256(bytes), ByteBuffer.wrap(bytes));
  }

  /** Equal to whatever has the same root, however much of it a reference keeps. */
  static final class TestContent implements Content {
    private final String name;
    private final Scope scope;
    private final boolean directory;
    private final Block block;
    private final List<TestContent> children;

    private TestContent(
        String name, Scope scope, boolean directory, Block block, List<TestContent> children) {
      this.name = name;
      this.scope = scope;
      this.directory = directory;
      this.block = block;
      this.children = children;
    }

    String name() {
      return name;
    }

    boolean isDirectory() {
      return directory;
    }

    @Override
    public Cid root() {
      return Cid.v0(block.hash());
    }

    @Override
    public Scope scope() {
      return scope;
    }

    @Override
    public List<Content> parts() {
      return directory && scope == Scope.TREE ? new ArrayList<>(children) : List.of();
    }

    @Override
    public void blocks(Consumer<Block> visitor) {
      if (!directory) {
        children.forEach(child -> child.blocks(visitor));
      }
      visitor.accept(block);
    }

    /** All blocks from the root down. */
    Set<Multihash> tree() {
      return sizes().keySet();
    }

    /** What a reference keeps, each block counted once. */
    long bytes(Scope kept) {
      return kept == Scope.BLOCK
          ? block.size()
          : sizes().values().stream().mapToLong(Integer::longValue).sum();
    }

    private Map<Multihash, Integer> sizes() {
      Map<Multihash, Integer> sizes = new LinkedHashMap<>();
      sizes.put(block.hash(), block.size());
      children.forEach(child -> sizes.putAll(child.sizes()));
      return sizes;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof TestContent that && root().equals(that.root());
    }

    @Override
    public int hashCode() {
      return root().hashCode();
    }
  }
}
