package cafe.inbox;

import cafe.ipld.Cid;
import cafe.kernel.PeerId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Where messages wait. All methods run inside a unit of work. */
public interface InboxRepository {

  /**
   * Adds a message; false if the client has it already. Its number is chosen here, whatever {@code
   * message} says, and in the order of commits: insertions for one client wait for each other.
   */
  boolean insert(InboxMessage message);

  /** A client's messages after a number (0 for the first), oldest first. */
  List<InboxMessage> after(PeerId client, long number, int limit);

  /** Whether a message waits for a client. */
  boolean has(PeerId client, Cid id);

  /** What waits for a client, all together. */
  Waiting waiting(PeerId client);

  /**
   * What waits for a client.
   *
   * @param messages how many
   * @param bytes of their envelopes
   */
  record Waiting(long messages, long bytes) {}

  /** Remembers that just these of a client's messages were returned by its last check. */
  void markReturned(PeerId client, Collection<InboxMessage> messages);

  /** The messages that a client's last check returned and that still wait. */
  List<InboxMessage> returned(PeerId client);

  /** Removes messages of a client. */
  void delete(PeerId client, Collection<Cid> ids);

  /** Keeps no count of a client whose messages are all removed. */
  void forget(PeerId client);

  /** A client's messages, at most {@code limit}, in no order: for its removal. */
  List<InboxMessage> ofClient(PeerId client, int limit);

  /** Messages that came before a time, oldest first. */
  List<InboxMessage> receivedBefore(Instant time, int limit);

  /** Whether any client still waits for a message. */
  boolean isWaiting(Cid id);
}
