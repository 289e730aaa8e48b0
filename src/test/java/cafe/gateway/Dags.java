package cafe.gateway;

import cafe.ipld.Cid;
import cafe.ipld.Varint;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds files and directories as the original's clients do, and others. */
public final class Dags {
  public static final int CHUNK = 262_144;
  public static final int WIDTH = 174;

  private final FakeBlocks blocks;

  public Dags(FakeBlocks blocks) {
    this.blocks = blocks;
  }

  /** A part of a DAG: its CID, the file bytes beneath, and the serialized size of all of it. */
  public record Node(Cid cid, long size, long total) {}

  public Cid file(byte[] bytes) {
    return file(bytes, CHUNK, WIDTH).cid();
  }

  public Cid file(String text) {
    return file(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A balanced file. */
  public Node file(byte[] bytes, int chunk, int width) {
    List<Node> level = new ArrayList<>();
    for (int at = 0; at < Math.max(1, bytes.length); at += chunk) {
      level.add(leaf(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + chunk))));
    }
    while (level.size() > 1) {
      List<Node> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += width) {
        above.add(inner(level.subList(i, Math.min(level.size(), i + width))));
      }
      level = above;
    }
    return level.getFirst();
  }

  public Node leaf(byte[] bytes) {
    byte[] data = bytes.length == 0 ? new byte[0] : field(2, bytes);
    byte[] unixfs = concat(number(1, 2), data, number(3, bytes.length));
    byte[] block = field(1, unixfs);
    return new Node(blocks.put(block), bytes.length, block.length);
  }

  public Node rawLeaf(byte[] bytes) {
    return new Node(blocks.putRaw(bytes), bytes.length, bytes.length);
  }

  public Node inner(List<Node> parts) {
    return inner(parts, new byte[0]);
  }

  /** A node of parts, with bytes of its own before theirs. */
  public Node inner(List<Node> parts, byte[] own) {
    long size = own.length + parts.stream().mapToLong(Node::size).sum();
    return lying(parts, own, size, parts.stream().map(Node::size).toList());
  }

  /** A node that claims any sizes. */
  public Node lying(List<Node> parts, byte[] own, long size, List<Long> claims) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long total = 0;
    for (Node part : parts) {
      out.writeBytes(link("", part.cid(), part.total()));
      total += part.total();
    }
    byte[] data = own.length == 0 ? new byte[0] : field(2, own);
    ByteArrayOutputStream unixfs = new ByteArrayOutputStream();
    unixfs.writeBytes(concat(number(1, 2), data, number(3, size)));
    claims.forEach(claim -> unixfs.writeBytes(number(4, claim)));
    out.writeBytes(field(1, unixfs.toByteArray()));
    return new Node(blocks.put(out.toByteArray()), size, total + out.size());
  }

  public Cid directory(Map<String, Cid> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new TreeMap<>(entries).forEach((name, cid) -> out.writeBytes(link(name, cid, 1)));
    out.writeBytes(field(1, number(1, 1)));
    return blocks.put(out.toByteArray());
  }

  public Cid node(byte[] unixfs) {
    return blocks.put(field(1, unixfs));
  }

  public static byte[] link(String name, Cid cid, long total) {
    byte[] text = field(2, name.getBytes(StandardCharsets.UTF_8));
    return field(2, concat(field(1, cid.bytes()), text, number(3, total)));
  }

  public static byte[] field(int field, byte[] bytes) {
    return concat(new byte[] {(byte) (field << 3 | 2)}, Varint.encode(bytes.length), bytes);
  }

  public static byte[] number(int field, long value) {
    return concat(new byte[] {(byte) (field << 3)}, Varint.encode(value));
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
