package cafe.libp2p.pubsub.rpc;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** One statement of an RPC. */
public sealed interface Part {
  /** About how many bytes it takes in an RPC. */
  int size();

  /** The sender begins or ceases to be interested in a topic. */
  record Subscription(String topic, boolean subscribe) implements Part {
    @Override
    public int size() {
      return 8 + length(topic);
    }
  }

  /** A message. */
  record Publish(Message message) implements Part {
    @Override
    public int size() {
      return 6 + message.encoded().length;
    }
  }

  /** The sender has seen these messages of a topic lately. */
  record IHave(String topic, List<MessageId> ids) implements Part {
    /** Copies the list. */
    public IHave {
      ids = List.copyOf(ids);
    }

    @Override
    public int size() {
      return 12 + length(topic) + length(ids);
    }
  }

  /** The sender asks for these messages. */
  record IWant(List<MessageId> ids) implements Part {
    /** Copies the list. */
    public IWant {
      ids = List.copyOf(ids);
    }

    @Override
    public int size() {
      return 12 + length(ids);
    }
  }

  /** The sender takes the receiver into its mesh of a topic. */
  record Graft(String topic) implements Part {
    @Override
    public int size() {
      return 12 + length(topic);
    }
  }

  /**
   * The sender removes the receiver from its mesh of a topic.
   *
   * @param backoffSeconds not to be grafted again for so long (1.1); zero if it does not say
   */
  record Prune(String topic, long backoffSeconds) implements Part {
    @Override
    public int size() {
      return 24 + length(topic);
    }
  }

  private static int length(String topic) {
    return topic.getBytes(StandardCharsets.UTF_8).length;
  }

  private static int length(List<MessageId> ids) {
    return ids.stream().mapToInt(id -> 3 + id.text().length()).sum();
  }
}
