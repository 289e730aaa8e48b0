package cafe.libp2p.pubsub;

import cafe.kernel.PeerId;
import cafe.libp2p.pubsub.rpc.Message;
import cafe.libp2p.pubsub.rpc.MessageId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The messages of the last heartbeats: the specification's {@code mcache}. Those of the last three
 * are gossiped about, those of the last five can be asked for. Not thread-safe.
 */
final class MessageCache {
  private static final int HISTORY = 5;
  private static final int GOSSIP = 3;

  /** How often one peer is sent the same message on request. */
  private static final int MAX_TRANSMISSIONS = 3;

  private record Entry(MessageId id, Message message, Map<PeerId, Integer> transmissions) {}

  private final Map<MessageId, Entry> entries = new HashMap<>();

  /** The newest window first. */
  private final Deque<Deque<Entry>> windows = new ArrayDeque<>();

  private final long capacity;
  private long bytes;

  MessageCache(long capacityBytes) {
    this.capacity = capacityBytes;
    for (int i = 0; i < HISTORY; i++) {
      windows.add(new ArrayDeque<>());
    }
  }

  void put(MessageId id, Message message) {
    Entry entry = new Entry(id, message, new HashMap<>());
    if (entries.putIfAbsent(id, entry) == null) {
      windows.getFirst().add(entry);
      bytes += message.encoded().length;
      makeRoom();
    }
  }

  /** The message for a peer that asks for it, unless it has asked too often. */
  Optional<Message> get(MessageId id, PeerId peer) {
    Entry entry = entries.get(id);
    if (entry == null || entry.transmissions.merge(peer, 1, Integer::sum) > MAX_TRANSMISSIONS) {
      return Optional.empty();
    }
    return Optional.of(entry.message);
  }

  /** The ids of recent messages of a topic. */
  List<MessageId> gossip(String topic) {
    List<MessageId> ids = new ArrayList<>();
    windows.stream()
        .limit(GOSSIP)
        .flatMap(Deque::stream)
        .filter(entry -> entry.message.topics().contains(topic))
        .forEach(entry -> ids.add(entry.id));
    return ids;
  }

  /** A heartbeat has passed. */
  void shift() {
    windows.removeLast().forEach(this::forget);
    windows.addFirst(new ArrayDeque<>());
  }

  private void makeRoom() {
    while (bytes > capacity) {
      for (Deque<Entry> window : (Iterable<Deque<Entry>>) windows::descendingIterator) {
        if (!window.isEmpty()) {
          forget(window.removeFirst());
          break;
        }
      }
    }
  }

  private void forget(Entry entry) {
    entries.remove(entry.id);
    bytes -= entry.message.encoded().length;
  }
}
