package cafe.database.store;

import cafe.database.Database;
import cafe.database.DatabaseConfig;
import cafe.database.Outbox;
import cafe.database.Statements;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import org.hibernate.query.Page;

/**
 * The outbox as a table.
 *
 * <p>On SQLite the one writer hands out numbers in commit order. On PostgreSQL transactions
 * overlap: a lower number may become visible after a higher one. There each row carries the id of
 * its transaction, and readers stop at the oldest transaction still running, so that nothing can
 * appear behind a cursor. That is the oldest of the whole server: one that writes for an hour, in
 * another database too, holds events back as long (not what they tell of).
 */
@ApplicationScoped
class JpaOutbox implements Outbox {

  private static final int MAX_PAYLOAD = 4096;

  private static final String INSERT =
      "insert into outbox (topic, subject, payload, created_at) values (?, ?, ?, ?)";

  private static final String AFTER =
      """
      select tx, number, topic, subject, payload from outbox
      where topic = ? and tx < ? and (tx > ? or (tx = ? and number > ?))
      order by tx, number limit ?\
      """;

  private static final String AFTER_OF_KEY = AFTER.replace("and tx <", "and subject = ? and tx <");

  private final Database database;
  private final OutboxEntity.Repository rows;
  private final Statements statements;
  private final DatabaseConfig config;
  private final Clock clock;
  private final Listeners listeners = new Listeners();
  private final LateWakes lateWakes;

  JpaOutbox(
      Database database,
      OutboxEntity.Repository rows,
      Statements statements,
      DatabaseConfig config,
      Clock clock) {
    this.database = database;
    this.rows = rows;
    this.statements = statements;
    this.config = config;
    this.clock = clock;
    this.lateWakes = new LateWakes(database, statements, listeners);
  }

  @Override
  public void append(String topic, String key, String payload) {
    if (payload.length() > MAX_PAYLOAD) {
      throw new IllegalArgumentException("an event's payload is limited to 4 KiB");
    }
    long now = clock.millis();
    statements.update(
        INSERT,
        statement -> {
          statement.setString(1, topic);
          statement.setString(2, key);
          statement.setString(3, payload);
          statement.setLong(4, now);
        });
    database.afterCommit(() -> committed(List.of(topic, channel(topic, key))));
  }

  @Override
  public List<Event> after(String topic, String key, Cursor cursor, int limit) {
    return database.read(
        () -> {
          long horizon = horizon();
          return statements.query(
              AFTER_OF_KEY,
              statement -> {
                statement.setString(1, topic);
                statement.setString(2, key);
                bind(statement, 3, horizon, cursor);
                statement.setInt(7, limit);
              },
              JpaOutbox::event);
        });
  }

  @Override
  public List<Event> after(String topic, Cursor cursor, int limit) {
    return database.read(
        () -> {
          long horizon = horizon();
          return statements.query(
              AFTER,
              statement -> {
                statement.setString(1, topic);
                bind(statement, 2, horizon, cursor);
                statement.setInt(6, limit);
              },
              JpaOutbox::event);
        });
  }

  private static void bind(PreparedStatement statement, int first, long horizon, Cursor cursor)
      throws SQLException {
    statement.setLong(first, horizon);
    statement.setLong(first + 1, cursor.transaction());
    statement.setLong(first + 2, cursor.transaction());
    statement.setLong(first + 3, cursor.number());
  }

  @Override
  public Cursor end() {
    return database.read(
        () ->
            rows.latest(horizon(), Page.first(1)).stream()
                .map(row -> new Cursor(row.transaction, row.number))
                .findFirst()
                .orElse(Cursor.START));
  }

  @Override
  public Subscription onCommit(String topic, String key, Runnable wake) {
    return listeners.listen(channel(topic, key), wake);
  }

  @Override
  public Subscription onCommit(String topic, Runnable wake) {
    return listeners.listen(topic, wake);
  }

  @Scheduled(every = "1h", delayed = "10m", identity = "outbox-retention")
  void forget() {
    long before = clock.millis() - config.outboxRetention().toMillis();
    database.write(() -> rows.deleteBefore(before));
  }

  /** The first transaction that readers may not see yet. */
  private long horizon() {
    return database.kind() == Database.Kind.SQLITE ? Long.MAX_VALUE : lateWakes.horizon();
  }

  private void committed(List<String> channels) {
    if (database.kind() == Database.Kind.SQLITE) {
      channels.forEach(listeners::wake);
    } else {
      lateWakes.committed(channels);
    }
  }

  private static String channel(String topic, String key) {
    return topic + '\n' + key;
  }

  private static Event event(ResultSet row) throws SQLException {
    Cursor cursor = new Cursor(row.getLong(1), row.getLong(2));
    return new Event(cursor, row.getString(3), row.getString(4), row.getString(5));
  }
}
