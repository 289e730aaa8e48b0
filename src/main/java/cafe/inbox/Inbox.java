package cafe.inbox;

import cafe.database.Database;
import cafe.identity.Clients;
import cafe.ipld.Cid;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.ClientClosed;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The recipient's use-cases; both doors end here. Deliveries end in {@link Deliveries}. */
@ApplicationScoped
public class Inbox {

  /**
   * Outbox topic: a message was stored for a client. Key: the client's peer id. Payload: the
   * message's id and author, separated by a space.
   */
  public static final String DELIVERED = "inbox.delivered";

  /** Messages that the original's check returns at once, and its delete removes. */
  public static final int PAGE = 10;

  /** The most messages that a listing returns, or an acknowledgement names. */
  public static final int MAX_PAGE = 1_000;

  private static final int REMOVAL_BATCH = 1_000;

  private final Database database;
  private final InboxRepository rows;
  private final Clients clients;
  private final MessageContent content;

  Inbox(Database database, InboxRepository rows, Clients clients, MessageContent content) {
    this.database = database;
    this.rows = rows;
    this.clients = clients;
    this.content = content;
  }

  /**
   * The original's check: the caller's oldest messages, at most {@link #PAGE}, which are remembered
   * as returned.
   *
   * @throws CafeException {@code CLIENT_UNKNOWN} if the client was removed
   */
  public List<InboxMessage> check(Caller.Session caller) {
    PeerId client = caller.client();
    List<InboxMessage> page =
        database
            .read(() -> returnedAgain(client))
            .orElseGet(() -> database.write(() -> returned(client)));
    clients.touch(client);
    return page;
  }

  /** The page, if it is just what the last check returned: then there is nothing to remember. */
  private Optional<List<InboxMessage>> returnedAgain(PeerId client) {
    clients.require(client);
    List<InboxMessage> oldest = rows.after(client, 0, PAGE);
    return rows.returned(client).equals(oldest) ? Optional.of(oldest) : Optional.empty();
  }

  private List<InboxMessage> returned(PeerId client) {
    clients.require(client);
    List<InboxMessage> oldest = rows.after(client, 0, PAGE);
    rows.markReturned(client, oldest);
    return oldest;
  }

  /**
   * The original's delete: removes exactly the messages that the caller's last check returned.
   *
   * @return whether more wait
   * @throws CafeException {@code CLIENT_UNKNOWN} if the client was removed
   */
  public boolean deleteChecked(Caller.Session caller) {
    PeerId client = caller.client();
    return database.write(
        () -> {
          clients.require(client);
          remove(client, rows.returned(client).stream().map(InboxMessage::id).toList());
          return rows.waiting(client).messages() > 0;
        });
  }

  /** The caller's messages after a number (0 for the first), oldest first. */
  public List<InboxMessage> list(Caller.Session caller, long after, int limit) {
    if (limit < 1 || limit > MAX_PAGE || after < 0) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "limit is 1 to " + MAX_PAGE);
    }
    return database.read(() -> rows.after(caller.client(), after, limit));
  }

  /** How many messages wait for the caller. */
  public long waiting(Caller.Session caller) {
    return database.read(() -> rows.waiting(caller.client()).messages());
  }

  /**
   * Removes messages that the caller has safely taken. Ids that do not wait are passed over, so
   * that a repeat is harmless.
   */
  public void acknowledge(Caller.Session caller, Collection<Cid> ids) {
    if (ids.size() > MAX_PAGE) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "at most " + MAX_PAGE + " ids at once");
    }
    PeerId client = caller.client();
    database.write(() -> remove(client, ids.stream().filter(id -> rows.has(client, id)).toList()));
  }

  /**
   * The envelope of a message, also for days after it was removed. Whoever knows its id may have
   * it, as over bitswap.
   *
   * @throws CafeException {@code NOT_FOUND}
   */
  public byte[] envelope(Cid id) {
    return content
        .envelope(id)
        .orElseThrow(() -> new CafeException(Fault.NOT_FOUND, "no such message"));
  }

  /** A removed client's messages go with it. Part of that unit of work. */
  void onClientClosed(@Observes ClientClosed event) {
    List<InboxMessage> messages;
    do {
      messages = rows.ofClient(event.client(), REMOVAL_BATCH);
      remove(event.client(), messages.stream().map(InboxMessage::id).toList());
    } while (messages.size() == REMOVAL_BATCH);
    rows.forget(event.client());
  }

  /** Removes rows, and lets go of the content that nobody else waits for. */
  void remove(PeerId client, Collection<Cid> ids) {
    rows.delete(client, ids);
    for (Cid id : Set.copyOf(ids)) {
      // In this order: it locks the content's row, so that who else waits for it is known after.
      content.lapse(id);
      if (rows.isWaiting(id)) {
        content.stay(id);
      }
    }
  }
}
