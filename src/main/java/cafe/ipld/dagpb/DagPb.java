package cafe.ipld.dagpb;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.Multihash;
import cafe.ipld.ProtoFields;
import cafe.ipld.Varint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The codec of dag-pb blocks (<a href="https://ipld.io/specs/codecs/dag-pb/spec/">DAG-PB</a>):
 * {@code PBNode{1 data, 2 links}}, {@code PBLink{1 hash, 2 name, 3 size}}.
 *
 * <p>Encoding is canonical and that of go-ipfs 0.4: links before data, links sorted stably by the
 * bytes of their names, name and size always present, empty data absent. Decoding takes links
 * before or behind the data but not around it, and nothing unknown or twice.
 */
public final class DagPb {
  /** Longest block in bytes, as bitswap takes it. */
  public static final int MAX_BLOCK = 2 * 1024 * 1024;

  private static final int DATA = 1;
  private static final int LINKS = 2;
  private static final int HASH = 1;
  private static final int NAME = 2;
  private static final int SIZE = 3;
  private static final ByteBuffer NO_DATA = ByteBuffer.allocate(0).asReadOnlyBuffer();

  private DagPb() {}

  /** The block of a node. */
  public static byte[] encode(PbNode node) {
    List<Named> links = new ArrayList<>(node.links().size());
    ByteBuffer data = node.data();
    long size = data.hasRemaining() ? fieldSize(data.remaining()) : 0;
    for (PbLink link : node.links()) {
      Named named = new Named(link, link.name().getBytes(StandardCharsets.UTF_8));
      links.add(named);
      size += fieldSize(named.length());
    }
    if (size > MAX_BLOCK) {
      throw new FormatException("dag-pb: block too large");
    }
    links.sort(Comparator.comparing(Named::name, Arrays::compareUnsigned));
    ByteBuffer out = ByteBuffer.allocate((int) size);
    links.forEach(link -> link.writeTo(out));
    if (data.hasRemaining()) {
      putHead(out, DATA, data.remaining());
      out.put(data);
    }
    return out.array();
  }

  /** The name of a block in version 0. */
  public static Cid cid(byte[] block) {
    return Cid.v0(Multihash.sha256(block));
  }

  private static int fieldSize(int length) {
    return 1 + Varint.size(length) + length;
  }

  private static void putHead(ByteBuffer out, int field, int length) {
    out.put((byte) (field << 3 | ProtoFields.BYTES));
    Varint.put(out, length);
  }

  /**
   * The node of a block.
   *
   * @throws FormatException if it is not dag-pb or longer than {@link #MAX_BLOCK}
   */
  public static PbNode decode(byte[] block) {
    return decode(ByteBuffer.wrap(block));
  }

  /** As {@link #decode(byte[])}, for the remaining bytes of a buffer. */
  public static PbNode decode(ByteBuffer block) {
    if (block.remaining() > MAX_BLOCK) {
      throw new FormatException("dag-pb: block too large");
    }
    ProtoFields fields = new ProtoFields(block);
    List<PbLink> links = new ArrayList<>();
    ByteBuffer data = null;
    boolean linksFirst = false;
    while (fields.next()) {
      if (fields.number() == LINKS) {
        if (data != null && linksFirst) {
          throw new FormatException("dag-pb: links around the data");
        }
        links.add(link(fields.bytes()));
      } else if (fields.number() == DATA && data == null) {
        data = fields.bytes();
        linksFirst = !links.isEmpty();
      } else {
        throw new FormatException("dag-pb: unexpected field");
      }
    }
    return new PbNode(links, data == null ? NO_DATA : data);
  }

  private static PbLink link(ByteBuffer bytes) {
    ProtoFields fields = new ProtoFields(bytes);
    Cid cid = null;
    String name = "";
    long size = 0;
    int last = 0;
    while (fields.next()) {
      if (fields.number() <= last) {
        throw new FormatException("dag-pb: fields of a link out of order");
      }
      last = fields.number();
      switch (last) {
        case HASH -> cid = cid(fields.bytes());
        case NAME -> name = fields.text();
        case SIZE -> size = fields.varint();
        default -> throw new FormatException("dag-pb: unexpected field of a link");
      }
    }
    if (cid == null) {
      throw new FormatException("dag-pb: link without a hash");
    }
    return new PbLink(cid, name, size);
  }

  private static Cid cid(ByteBuffer bytes) {
    Cid cid = Cid.read(bytes);
    if (bytes.hasRemaining()) {
      throw new FormatException("dag-pb: malformed hash");
    }
    return cid;
  }

  /** A link with the bytes of its name, by which links are sorted. */
  @SuppressWarnings("ArrayRecordComponent") // never leaves encode
  private record Named(PbLink link, byte[] name) {
    int length() {
      return fieldSize(link.cid().length()) + fieldSize(name.length) + 1 + Varint.size(link.size());
    }

    void writeTo(ByteBuffer out) {
      putHead(out, LINKS, length());
      putHead(out, HASH, link.cid().length());
      link.cid().writeTo(out);
      putHead(out, NAME, name.length);
      out.put(name);
      out.put((byte) (SIZE << 3));
      Varint.put(out, link.size());
    }
  }
}
