package cafe.inbox.store;

import cafe.database.Statements;
import cafe.inbox.InboxMessage;
import cafe.inbox.InboxRepository;
import cafe.ipld.Cid;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.hibernate.query.Page;

/**
 * Messages as a table, with a second one that counts a client's messages and their bytes, so that a
 * full inbox is known without counting rows.
 */
@ApplicationScoped
class JpaInbox implements InboxRepository {

  private static final String HAS = "select 1 from inbox_messages where client = ? and cid = ?";

  private static final String COUNT = "select waiting, bytes from inbox_counts where client = ?";

  private static final String CHANGE =
      """
      insert into inbox_counts (client, waiting, bytes) values (?, ?, ?)
      on conflict (client) do update set
      waiting = inbox_counts.waiting + excluded.waiting,
      bytes = inbox_counts.bytes + excluded.bytes\
      """;

  private static final String LOCK = "update inbox_counts set bytes = bytes where client = ?";

  private static final String FORGET = "delete from inbox_counts where client = ?";

  private static final String INSERT =
      """
      insert into inbox_messages (cid, author, client, size, received_at, returned)
      values (?, ?, ?, ?, ?, false)
      on conflict (client, cid) do nothing\
      """;

  private static final String ROWS =
      "select number, cid, author, size, received_at from inbox_messages where client = ?";

  private static final String AFTER = ROWS + " and number > ? order by number limit ?";

  private static final String RETURNED = ROWS + " and returned order by number";

  private final MessageEntity.Repository rows;
  private final Statements statements;

  JpaInbox(MessageEntity.Repository rows, Statements statements) {
    this.rows = rows;
    this.statements = statements;
  }

  @Override
  public boolean insert(InboxMessage message) {
    // First, because it locks the client's row: numbers then follow the order of commits.
    count(message.client(), 1, message.size());
    int added =
        statements.update(
            INSERT,
            statement -> {
              statement.setString(1, message.id().toString());
              statement.setString(2, message.author().toString());
              statement.setString(3, message.client().toString());
              statement.setLong(4, message.size());
              statement.setLong(5, message.received().toEpochMilli());
            });
    if (added == 0) {
      count(message.client(), -1, -message.size());
    }
    return added == 1;
  }

  @Override
  public List<InboxMessage> after(PeerId client, long number, int limit) {
    return statements.query(
        AFTER,
        statement -> {
          statement.setString(1, client.toString());
          statement.setLong(2, number);
          statement.setInt(3, limit);
        },
        row -> message(client, row));
  }

  @Override
  public boolean has(PeerId client, Cid id) {
    return statements.exists(
        HAS,
        statement -> {
          statement.setString(1, client.toString());
          statement.setString(2, id.toString());
        });
  }

  @Override
  public Waiting waiting(PeerId client) {
    return statements
        .query(
            COUNT,
            statement -> statement.setString(1, client.toString()),
            result -> new Waiting(result.getLong(1), result.getLong(2)))
        .stream()
        .findFirst()
        .orElse(new Waiting(0, 0));
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
    return statements.query(
        RETURNED,
        statement -> statement.setString(1, client.toString()),
        row -> message(client, row));
  }

  @Override
  public void delete(PeerId client, Collection<Cid> ids) {
    if (ids.isEmpty()) {
      return;
    }
    List<String> cids = ids.stream().map(Cid::toString).toList();
    // Locks the client's row, so that nobody removes some of them between sum and removal; makes
    // none, which a client that has left would keep.
    statements.update(LOCK, statement -> statement.setString(1, client.toString()));
    long bytes = rows.bytes(client.toString(), cids);
    int removed = rows.remove(client.toString(), cids);
    if (removed > 0) {
      count(client, -removed, -bytes);
    }
  }

  @Override
  public void forget(PeerId client) {
    statements.update(FORGET, statement -> statement.setString(1, client.toString()));
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

  private void count(PeerId client, int change, long bytes) {
    statements.update(
        CHANGE,
        statement -> {
          statement.setString(1, client.toString());
          statement.setInt(2, change);
          statement.setLong(3, bytes);
        });
  }

  private static List<InboxMessage> messages(List<MessageEntity> rows) {
    return rows.stream().map(JpaInbox::message).toList();
  }

  private static InboxMessage message(PeerId client, ResultSet row) throws SQLException {
    return new InboxMessage(
        Cid.parse(row.getString(2)),
        PeerId.parse(row.getString(3)),
        client,
        row.getLong(1),
        row.getLong(4),
        Instant.ofEpochMilli(row.getLong(5)));
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
