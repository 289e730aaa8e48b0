package cafe.libp2p.pubsub.rpc;

import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.protobuf.ProtobufWriter;
import java.io.IOException;
import java.io.OutputStream;

/** Collects the parts of one RPC and writes it. */
public final class RpcWriter {
  private final ProtobufWriter statements = new ProtobufWriter();
  private final ProtobufWriter ihaves = new ProtobufWriter();
  private final ProtobufWriter iwants = new ProtobufWriter();
  private final ProtobufWriter grafts = new ProtobufWriter();
  private final ProtobufWriter prunes = new ProtobufWriter();

  /** Adds a part. */
  public RpcWriter add(Part part) {
    switch (part) {
      case Part.Subscription(String topic, boolean subscribe) ->
          statements.message(1, new ProtobufWriter().bool(1, subscribe).string(2, topic));
      case Part.Publish(Message message) -> statements.bytes(2, message.encoded());
      case Part.IHave ihave -> {
        ProtobufWriter fields = new ProtobufWriter().string(1, ihave.topic());
        ihave.ids().forEach(id -> fields.bytes(2, id.bytes()));
        ihaves.message(1, fields);
      }
      case Part.IWant iwant -> {
        ProtobufWriter fields = new ProtobufWriter();
        iwant.ids().forEach(id -> fields.bytes(1, id.bytes()));
        iwants.message(2, fields);
      }
      case Part.Graft(String topic) -> grafts.message(3, new ProtobufWriter().string(1, topic));
      case Part.Prune(String topic, long backoff) -> {
        ProtobufWriter fields = new ProtobufWriter().string(1, topic);
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
    frame().writeTo(out, lease::progress);
  }

  /** The RPC without its length. */
  public byte[] toByteArray() {
    return frame().toByteArray();
  }

  private ProtobufWriter frame() {
    ProtobufWriter control =
        new ProtobufWriter().append(ihaves).append(iwants).append(grafts).append(prunes);
    ProtobufWriter rpc = new ProtobufWriter().append(statements);
    if (control.size() > 0) {
      rpc.message(3, control);
    }
    return rpc;
  }
}
