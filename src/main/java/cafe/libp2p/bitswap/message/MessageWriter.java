package cafe.libp2p.bitswap.message;

import cafe.ipld.Cid;
import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.protobuf.ProtobufWriter;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Collects one message for a peer of some version and writes it.
 *
 * <p>What the version cannot say is left out: HAVE wants and presences before 1.2.0, and before
 * 1.1.0 the prefix of a block.
 */
public final class MessageWriter {
  private final Version version;
  private final ProtobufWriter wants = new ProtobufWriter();
  private final ProtobufWriter blocks = new ProtobufWriter();
  private final ProtobufWriter presences = new ProtobufWriter();
  private int pendingBytes;

  /** Begins an empty message. */
  public MessageWriter(Version version) {
    this.version = version;
  }

  /** Adds a want or a cancel. */
  public MessageWriter want(Want want) {
    boolean have = want.type() == Want.Type.HAVE;
    if (have && !version.hasPresences()) {
      return this;
    }
    ProtobufWriter entry =
        new ProtobufWriter().bytes(1, want.cid().bytes()).varint(2, want.priority());
    if (want.cancel()) {
      entry.bool(3, true);
    }
    if (have) {
      entry.varint(4, 1);
    }
    if (want.sendDontHave() && version.hasPresences()) {
      entry.bool(5, true);
    }
    wants.message(1, entry);
    return this;
  }

  /** Says that the wants of this message replace all earlier ones. */
  public MessageWriter full() {
    wants.bool(2, true);
    return this;
  }

  /** Adds a block, which is kept by reference. */
  public MessageWriter block(Cid cid, byte[] data) {
    if (version.hasPrefixes()) {
      blocks.message(3, new ProtobufWriter().bytes(1, cid.prefix()).bytes(2, data));
    } else {
      blocks.bytes(2, data);
    }
    return this;
  }

  /** Adds a HAVE or DONT_HAVE. */
  public MessageWriter presence(Cid cid, boolean have) {
    if (version.hasPresences()) {
      ProtobufWriter presence = new ProtobufWriter().bytes(1, cid.bytes());
      if (!have) {
        presence.varint(2, 1);
      }
      presences.message(4, presence);
    }
    return this;
  }

  /** Says how many more bytes of blocks are queued for the peer. */
  public MessageWriter pendingBytes(int bytes) {
    pendingBytes = bytes;
    return this;
  }

  /** True if there is nothing to say. */
  public boolean isEmpty() {
    return wants.size() + blocks.size() + presences.size() == 0;
  }

  /** Writes the message with its length. */
  public void writeTo(OutputStream out, MemoryBudget.Lease lease) throws IOException {
    frame().writeTo(out, lease::progress);
  }

  /** The message without its length. */
  public byte[] toByteArray() {
    return frame().toByteArray();
  }

  private ProtobufWriter frame() {
    ProtobufWriter message = new ProtobufWriter();
    // the original's version of the protocol reads a wantlist in every message
    message.message(1, wants).append(blocks).append(presences);
    if (pendingBytes > 0 && version.hasPresences()) {
      message.varint(5, pendingBytes);
    }
    if (message.size() > MessageLimits.MAX_MESSAGE) {
      throw new IllegalStateException("bitswap message longer than 4 MiB");
    }
    return message;
  }
}
