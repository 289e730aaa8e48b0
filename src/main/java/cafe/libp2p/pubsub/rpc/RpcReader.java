package cafe.libp2p.pubsub.rpc;

import cafe.libp2p.frames.FrameReader;
import cafe.libp2p.frames.MemoryBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one RPC from a frame. */
public final class RpcReader {
  /** The longest RPC, in bytes. */
  public static final int MAX_RPC = 1024 * 1024;

  /** Most message ids of one IHAVE or IWANT; more are skipped. */
  public static final int MAX_IDS = 5000;

  /** Most parts of one RPC besides messages; more are skipped. */
  private static final int MAX_PARTS = 2000;

  private final FrameReader frame;
  private final MemoryBudget.Lease lease;
  private int parts;

  /** Reads the frame that was begun; its messages are charged to the lease until handled. */
  public RpcReader(FrameReader frame, MemoryBudget.Lease lease) {
    this.frame = frame;
    this.lease = lease;
  }

  /** Hands every part to the handler. */
  public void read(PartHandler handler) throws IOException {
    while (frame.nextField()) {
      switch (frame.field()) {
        case 1 -> subscription(handler);
        case 2 -> {
          byte[] encoded = frame.bytes(MAX_RPC, lease);
          handler.part(new Part.Publish(Message.parse(encoded)));
          lease.shrink(encoded.length);
        }
        case 3 -> control(handler);
        default -> {}
      }
    }
  }

  private void subscription(PartHandler handler) throws IOException {
    boolean subscribe = false;
    Optional<String> topic = Optional.empty();
    int outer = frame.enter();
    while (frame.nextField()) {
      switch (frame.field()) {
        case 1 -> subscribe = frame.bool();
        case 2 -> topic = topic();
        default -> {}
      }
    }
    frame.leave(outer);
    if (topic.isPresent()) {
      hand(handler, new Part.Subscription(topic.get(), subscribe));
    }
  }

  private void control(PartHandler handler) throws IOException {
    int outer = frame.enter();
    while (parts < MAX_PARTS && frame.nextField()) {
      int kind = frame.field();
      if (kind < 1 || kind > 4) {
        continue;
      }
      int message = frame.enter();
      Optional<Part> part =
          switch (kind) {
            case 1 -> ihave();
            case 2 -> Optional.of(new Part.IWant(ids(1).ids()));
            case 3 -> ids(0).topic().map(Part.Graft::new);
            default -> prune();
          };
      frame.leave(message);
      if (part.isPresent()) {
        hand(handler, part.get());
      }
    }
    frame.leave(outer);
  }

  private void hand(PartHandler handler, Part part) throws IOException {
    if (parts < MAX_PARTS) {
      parts++;
      handler.part(part);
    }
  }

  private Optional<Part> ihave() throws IOException {
    TopicAndIds read = ids(2);
    return read.topic().map(topic -> new Part.IHave(topic, read.ids()));
  }

  private Optional<Part> prune() throws IOException {
    Optional<String> topic = Optional.empty();
    long backoff = 0;
    while (frame.nextField()) {
      switch (frame.field()) {
        case 1 -> topic = topic();
        case 3 -> backoff = Math.max(0, frame.varint());
        default -> {
          // other peers for the topic: whom we connect to is not theirs to say
        }
      }
    }
    long seconds = backoff;
    return topic.map(name -> new Part.Prune(name, seconds));
  }

  private record TopicAndIds(Optional<String> topic, List<MessageId> ids) {}

  /** Reads a message whose field 1 is a topic, unless ids are there, and one field of ids. */
  private TopicAndIds ids(int idField) throws IOException {
    Optional<String> topic = Optional.empty();
    List<MessageId> ids = new ArrayList<>();
    while (frame.nextField()) {
      if (frame.field() == idField) {
        if (ids.size() < MAX_IDS && frame.length() <= MessageId.MAX_BYTES) {
          ids.add(MessageId.of(frame.bytes(MessageId.MAX_BYTES)));
        }
      } else if (frame.field() == 1) {
        topic = topic();
      }
    }
    return new TopicAndIds(topic, ids);
  }

  /** A topic longer than we care for is none. */
  private Optional<String> topic() throws IOException {
    if (frame.length() > Message.MAX_TOPIC) {
      return Optional.empty();
    }
    return Optional.of(new String(frame.bytes(Message.MAX_TOPIC), StandardCharsets.UTF_8));
  }
}
