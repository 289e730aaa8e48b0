package cafe.libp2p.pubsub.rpc;

import cafe.libp2p.frames.FrameWriter;
import cafe.libp2p.frames.MemoryBudget;
import java.io.IOException;
import java.io.OutputStream;

/** Collects the parts of one RPC and writes it. */
public final class RpcWriter {
  private final FrameWriter statements = new FrameWriter();
  private final FrameWriter ihaves = new FrameWriter();
  private final FrameWriter iwants = new FrameWriter();
  private final FrameWriter grafts = new FrameWriter();
  private final FrameWriter prunes = new FrameWriter();

  /** Adds a part. */
  public RpcWriter add(Part part) {
    switch (part) {
      case Part.Subscription(String topic, boolean subscribe) ->
          statements.message(1, new FrameWriter().bool(1, subscribe).string(2, topic));
      case Part.Publish(Message message) -> statements.bytes(2, message.encoded());
      case Part.IHave ihave -> {
        FrameWriter fields = new FrameWriter().string(1, ihave.topic());
        ihave.ids().forEach(id -> fields.bytes(2, id.bytes()));
        ihaves.message(1, fields);
      }
      case Part.IWant iwant -> {
        FrameWriter fields = new FrameWriter();
        iwant.ids().forEach(id -> fields.bytes(1, id.bytes()));
        iwants.message(2, fields);
      }
      case Part.Graft(String topic) -> grafts.message(3, new FrameWriter().string(1, topic));
      case Part.Prune(String topic, long backoff) -> {
        FrameWriter fields = new FrameWriter().string(1, topic);
        if (backoff > 0) {
          fields.varint(3, backoff);
        }
        prunes.message(4, fields);
      }
    }
    return this;
  }

  /** Writes the RPC with its length. */
  public void writeTo(OutputStream out, MemoryBudget.Lease lease) throws IOException {
    frame().writeTo(out, lease);
  }

  /** The RPC without its length. */
  public byte[] toByteArray() {
    return frame().toByteArray();
  }

  private FrameWriter frame() {
    FrameWriter control =
        new FrameWriter().append(ihaves).append(iwants).append(grafts).append(prunes);
    FrameWriter rpc = new FrameWriter().append(statements);
    if (control.size() > 0) {
      rpc.message(3, control);
    }
    return rpc;
  }
}
