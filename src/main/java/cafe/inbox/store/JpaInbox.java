package cafe.inbox.store;

import cafe.inbox.InboxMessage;
import cafe.inbox.InboxRepository;
import cafe.ipld.Cid;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hibernate.query.Page;

/**
 * Messages as a table, with a second one that counts a client's messages, so that a full inbox is
 * known without counting rows.
 */
@ApplicationScoped
class JpaInbox implements InboxRepository {

  private static final String COUNT = "select waiting from inbox_counts where client = ?";

  private final MessageEntity.Repository rows;

  JpaInbox(MessageEntity.Repository rows) {
    this.rows = rows;
  }

  @Override
  public boolean insert(InboxMessage message) {
    // First, because it locks the client's row: numbers then follow the order of commits.
    count(message.client(), 1);
    boolean added =
        rows.getSession()
                .createNativeMutationQuery(
                    """
                    insert into inbox_messages
                    (cid, author, client, size, received_at, returned)
                    values (:cid, :author, :client, :size, :received, false)
                    on conflict (client, cid) do nothing\
                    """)
                .setParameter("cid", message.id().toString())
                .setParameter("author", message.author().toString())
                .setParameter("client", message.client().toString())
                .setParameter("size", message.size())
                .setParameter("received", message.received().toEpochMilli())
                .executeUpdate()
            == 1;
    if (!added) {
      count(message.client(), -1);
    }
    return added;
  }

  @Override
  public List<InboxMessage> after(PeerId client, long number, int limit) {
    return messages(rows.after(client.toString(), number, Page.first(limit)));
  }

  @Override
  public Optional<InboxMessage> find(PeerId client, Cid id) {
    return rows.of(client.toString(), id.toString()).map(JpaInbox::message);
  }

  @Override
  public long count(PeerId client) {
    // Not Hibernate's native query, of which it keeps one more interpretation for every call.
    return rows.getSession()
        .doReturningWork(
            connection -> {
              try (var statement = connection.prepareStatement(COUNT)) {
                statement.setString(1, client.toString());
                try (var result = statement.executeQuery()) {
                  return result.next() ? result.getLong(1) : 0L;
                }
              }
            });
  }

  @Override
  public void markReturned(PeerId client, Collection<InboxMessage> messages) {
    rows.unmark(client.toString());
    if (!messages.isEmpty()) {
      rows.mark(client.toString(), messages.stream().map(InboxMessage::number).toList());
    }
  }

  @Override
  public List<InboxMessage> returned(PeerId client) {
    return messages(rows.returnedTo(client.toString()));
  }

  @Override
  public void delete(PeerId client, Collection<Cid> ids) {
    if (ids.isEmpty()) {
      return;
    }
    int removed = rows.remove(client.toString(), ids.stream().map(Cid::toString).toList());
    if (removed > 0) {
      count(client, -removed);
    }
  }

  @Override
  public List<InboxMessage> ofClient(PeerId client, int limit) {
    return after(client, 0, limit);
  }

  @Override
  public List<InboxMessage> receivedBefore(Instant time, int limit) {
    return messages(rows.before(time.toEpochMilli(), Page.first(limit)));
  }

  @Override
  public boolean isWaiting(Cid id) {
    return !rows.waiting(id.toString(), Page.first(1)).isEmpty();
  }

  private void count(PeerId client, int change) {
    rows.getSession()
        .createNativeMutationQuery(
            """
            insert into inbox_counts (client, waiting) values (:client, :change)
            on conflict (client) do update set waiting = inbox_counts.waiting + :change\
            """)
        .setParameter("client", client.toString())
        .setParameter("change", change)
        .executeUpdate();
  }

  private static List<InboxMessage> messages(List<MessageEntity> rows) {
    return rows.stream().map(JpaInbox::message).toList();
  }

  private static InboxMessage message(MessageEntity row) {
    return new InboxMessage(
        Cid.parse(row.cid),
        PeerId.parse(row.author),
        PeerId.parse(row.client),
        row.number,
        row.size,
        Instant.ofEpochMilli(row.receivedAt));
  }
}
