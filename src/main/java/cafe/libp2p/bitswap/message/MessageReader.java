package cafe.libp2p.bitswap.message;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.Multihash;
import cafe.libp2p.frames.FrameReader;
import cafe.libp2p.frames.MalformedFrameException;
import cafe.libp2p.frames.MemoryBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one message from a frame; any version, since later ones only add fields. */
public final class MessageReader {
  /** What a bare block of version 1.0.0 is: CIDv0, dag-pb, sha2-256, 32 bytes. */
  private static final byte[] V0_PREFIX = {0, 0x70, (byte) Multihash.SHA2_256, 32};

  private static final int MAX_PREFIX = 4 * 9;

  private final FrameReader frame;
  private final MessageLimits limits;
  private final MemoryBudget.Lease lease;

  /** Reads the frame that was begun; its blocks are charged to the lease until handled. */
  public MessageReader(FrameReader frame, MessageLimits limits, MemoryBudget.Lease lease) {
    this.frame = frame;
    this.limits = limits;
    this.lease = lease;
  }

  /** Hands every part to the handler. */
  public void read(MessageHandler handler) throws IOException {
    // every presence costs at least four bytes on the wire and a moment here
    int presences = 0;
    while (frame.nextField()) {
      switch (frame.field()) {
        case 1 -> wantlist(handler);
        case 2 -> bareBlock(handler);
        case 3 -> block(handler);
        case 4 -> {
          if (presences++ < limits.maxWants()) {
            presence(handler);
          }
        }
        default -> {
          // pending bytes tell how much is still to come; nothing here depends on it
        }
      }
    }
  }

  private void wantlist(MessageHandler handler) throws IOException {
    List<Want> wants = new ArrayList<>();
    boolean full = false;
    int outer = frame.enter();
    while (frame.nextField()) {
      switch (frame.field()) {
        case 1 -> {
          if (wants.size() < limits.maxWants()) {
            want().ifPresent(wants::add);
          }
        }
        case 2 -> full = frame.bool();
        default -> {}
      }
    }
    frame.leave(outer);
    handler.wants(wants, full);
  }

  private Optional<Want> want() throws IOException {
    Optional<Cid> cid = Optional.empty();
    int priority = 0;
    boolean cancel = false;
    boolean have = false;
    boolean sendDontHave = false;
    int outer = frame.enter();
    while (frame.nextField()) {
      switch (frame.field()) {
        case 1 -> cid = cid();
        case 2 -> priority = (int) frame.varint();
        case 3 -> cancel = frame.bool();
        case 4 -> have = frame.varint() == 1;
        case 5 -> sendDontHave = frame.bool();
        default -> {}
      }
    }
    frame.leave(outer);
    Want.Type type = have ? Want.Type.HAVE : Want.Type.BLOCK;
    boolean dontHave = sendDontHave;
    int rank = priority;
    boolean end = cancel;
    return cid.map(name -> new Want(name, rank, end, type, dontHave));
  }

  private void bareBlock(MessageHandler handler) throws IOException {
    if (frame.length() <= limits.maxBlock()) {
      byte[] data = frame.bytes(limits.maxBlock(), lease);
      handler.block(V0_PREFIX, data);
      lease.shrink(data.length);
    }
  }

  private void block(MessageHandler handler) throws IOException {
    byte[] prefix = {};
    byte[] data = {};
    int outer = frame.enter();
    while (frame.nextField()) {
      switch (frame.field()) {
        case 1 -> prefix = frame.bytes(MAX_PREFIX);
        case 2 -> {
          if (frame.length() <= limits.maxBlock()) {
            lease.shrink(data.length);
            data = frame.bytes(limits.maxBlock(), lease);
          } else {
            prefix = new byte[0];
          }
        }
        default -> {}
      }
    }
    frame.leave(outer);
    if (prefix.length > 0) {
      handler.block(prefix, data);
    }
    lease.shrink(data.length);
  }

  private void presence(MessageHandler handler) throws IOException {
    Optional<Cid> cid = Optional.empty();
    boolean have = true;
    int outer = frame.enter();
    while (frame.nextField()) {
      switch (frame.field()) {
        case 1 -> cid = cid();
        case 2 -> have = frame.varint() == 0;
        default -> {}
      }
    }
    frame.leave(outer);
    if (cid.isPresent()) {
      handler.presence(cid.get(), have);
    }
  }

  /** A CID of a kind we do not know, or too long, is nobody's fault: nothing can be said of it. */
  private Optional<Cid> cid() throws IOException {
    if (frame.length() > limits.maxCid()) {
      return Optional.empty();
    }
    byte[] bytes = frame.bytes(limits.maxCid());
    try {
      return Optional.of(Cid.fromBytes(bytes));
    } catch (FormatException e) {
      if (bytes.length == 0) {
        throw new MalformedFrameException("want without a CID");
      }
      return Optional.empty();
    }
  }
}
