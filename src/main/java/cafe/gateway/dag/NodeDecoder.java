package cafe.gateway.dag;

import cafe.gateway.dag.DagNode.Kind;
import cafe.gateway.dag.DagNode.Link;
import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.Varint;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Decodes dag-pb with UnixFS inside. */
final class NodeDecoder {
  private static final int RAW = 0;
  private static final int DIRECTORY = 1;
  private static final int FILE = 2;

  private final List<Link> links = new ArrayList<>();
  private final List<Long> parts = new ArrayList<>();
  private ByteBuffer unixfs = ByteBuffer.allocate(0);
  private ByteBuffer data = ByteBuffer.allocate(0);
  private long type = -1;
  private long size = -1;

  private NodeDecoder() {}

  static DagNode decode(ByteBuffer block) {
    NodeDecoder decoder = new NodeDecoder();
    fields(block, decoder::nodeField);
    fields(decoder.unixfs, decoder::unixfsField);
    return decoder.node();
  }

  private DagNode node() {
    if (type == DIRECTORY) {
      return new DagNode(Kind.DIRECTORY, links, data, 0, new long[0]);
    }
    if (type != FILE && type != RAW) {
      throw new FormatException("unixfs: not a file or directory");
    }
    long sum = data.remaining();
    for (long part : parts) {
      if (part < 0 || Long.MAX_VALUE - part < sum) {
        throw new FormatException("unixfs: sizes overflow");
      }
      sum += part;
    }
    if (parts.size() != links.size() || size >= 0 && size != sum) {
      throw new FormatException("unixfs: sizes do not add up");
    }
    long[] sizes = parts.stream().mapToLong(Long::longValue).toArray();
    return new DagNode(Kind.FILE, links, data, sum, sizes);
  }

  private void nodeField(int tag, long number, ByteBuffer bytes) {
    switch (tag) {
      case 0x0a -> unixfs = bytes;
      case 0x12 -> {
        LinkDecoder link = new LinkDecoder();
        fields(bytes, link::field);
        links.add(link.link());
      }
      default -> throw new FormatException("dag-pb: unknown field");
    }
  }

  private void unixfsField(int tag, long number, ByteBuffer bytes) {
    switch (tag) {
      case 0x08 -> type = number;
      case 0x12 -> data = bytes;
      case 0x18 -> size = number;
      case 0x20 -> parts.add(number);
      case 0x22 -> {
        while (bytes.hasRemaining()) {
          parts.add(Varint.get(bytes));
        }
      }
      default -> {
        // fields that later versions add
      }
    }
  }

  private static void fields(ByteBuffer in, FieldHandler handler) {
    while (in.hasRemaining()) {
      int tag = (int) Math.min(Integer.MAX_VALUE, Varint.get(in));
      long number = Varint.get(in);
      switch (tag & 7) {
        case 0 -> handler.field(tag, number, in);
        case 2 -> {
          if (number > in.remaining()) {
            throw new FormatException("protobuf: cut off");
          }
          ByteBuffer bytes = in.slice(in.position(), (int) number);
          in.position(in.position() + (int) number);
          handler.field(tag, 0, bytes);
        }
        default -> throw new FormatException("protobuf: unexpected wire type");
      }
    }
  }

  private interface FieldHandler {
    void field(int tag, long number, ByteBuffer bytes);
  }

  private static final class LinkDecoder {
    private ByteBuffer hash = ByteBuffer.allocate(0);
    private String name = "";
    private long size;

    void field(int tag, long number, ByteBuffer bytes) {
      switch (tag) {
        case 0x0a -> hash = bytes;
        case 0x12 -> name = text(bytes);
        case 0x18 -> size = number;
        default -> throw new FormatException("dag-pb: unknown field");
      }
    }

    Link link() {
      Cid cid = Cid.read(hash);
      if (hash.hasRemaining()) {
        throw new FormatException("dag-pb: trailing bytes in a link");
      }
      return new Link(name, cid, size);
    }

    private static String text(ByteBuffer utf8) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
      } catch (CharacterCodingException e) {
        throw new FormatException("dag-pb: name is not UTF-8", e);
      }
    }
  }
}
