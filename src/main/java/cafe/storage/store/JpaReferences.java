package cafe.storage.store;

import cafe.database.Database;
import cafe.database.Statements;
import cafe.ipld.Multihash;
import cafe.storage.Owner;
import cafe.storage.References;
import cafe.storage.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.query.Page;
import org.jspecify.annotations.Nullable;

/** References as tables. */
@ApplicationScoped
class JpaReferences implements References {
  private static final String ENLIVEN =
      """
      insert into block (multihash, size, shape, tree_blocks, tree_bytes, state, since)
      values (?, ?, ?, ?, ?, 0, ?)
      on conflict (multihash) do update set
        size = excluded.size, state = 0, since = excluded.since,
        shape = case when excluded.shape > block.shape then excluded.shape else block.shape end,
        tree_blocks = case when excluded.shape >= block.shape
          then excluded.tree_blocks else block.tree_blocks end,
        tree_bytes = case when excluded.shape >= block.shape
          then excluded.tree_bytes else block.tree_bytes end
      where block.state <> 2\
      """;

  private static final String PLANT =
      "insert into tree (root, block) values (?, ?) on conflict (root, block) do nothing";

  private static final String PIN =
      """
      insert into pin (owner, root, scope, bytes, taken_at, expires_at)
      values (?, ?, ?, ?, ?, ?)
      on conflict (owner, root) do update set
        scope = case when excluded.scope > pin.scope then excluded.scope else pin.scope end,
        bytes = case when excluded.bytes > pin.bytes then excluded.bytes else pin.bytes end,
        taken_at = excluded.taken_at,
        expires_at = case
          when excluded.expires_at is null or pin.expires_at is null then null
          when excluded.expires_at > pin.expires_at then excluded.expires_at
          else pin.expires_at end\
      """;

  private static final String UNPIN = "delete from pin where owner = ? and root = ?";

  private static final String LIVE =
      "select size, shape, tree_blocks, tree_bytes from block where multihash = ? and state = 0";

  private static final String CHUNKS =
      """
      select b.state from tree t join block b on b.multihash = t.block
      where t.root = ? and b.state = 0\
      """;

  private static final String USAGE =
      "select count(*), coalesce(sum(bytes), 0) from pin where owner = ?";

  private final Statements statements;
  private final PinEntity.Repository pins;
  private final Database database;

  JpaReferences(Statements statements, PinEntity.Repository pins, Database database) {
    this.statements = statements;
    this.pins = pins;
    this.database = database;
  }

  @Override
  public boolean enliven(Collection<Row> rows, long now) {
    List<Row> sorted =
        rows.stream()
            .sorted(Comparator.comparing(row -> row.hash().bytes(), Arrays::compareUnsigned))
            .toList();
    long changed =
        statements.update(
            ENLIVEN,
            sorted,
            (statement, row) -> {
              statement.setBytes(1, row.hash().bytes());
              statement.setLong(2, row.size());
              statement.setInt(3, row.shape().ordinal());
              statement.setInt(4, row.treeBlocks());
              statement.setLong(5, row.treeBytes());
              statement.setLong(6, now);
            });
    return changed == sorted.size();
  }

  @Override
  public long removals() {
    return statements
        .query("select count from removal", statement -> {}, row -> row.getLong(1))
        .getFirst();
  }

  @Override
  public void plant(Multihash root, Collection<Multihash> blocks) {
    byte[] rootBytes = root.bytes();
    statements.update(
        PLANT,
        Hashes.sorted(blocks),
        (statement, block) -> {
          statement.setBytes(1, rootBytes);
          statement.setBytes(2, block.bytes());
        });
  }

  @Override
  public void pin(Collection<Pin> references) {
    statements.update(PIN, references, JpaReferences::bind);
  }

  private static void bind(PreparedStatement statement, Pin pin) throws SQLException {
    statement.setString(1, pin.owner().text());
    statement.setBytes(2, pin.root().bytes());
    statement.setInt(3, pin.scope().ordinal());
    statement.setLong(4, pin.bytes());
    statement.setLong(5, pin.taken());
    Long until = pin.until();
    if (until == null) {
      statement.setNull(6, Types.BIGINT);
    } else {
      statement.setLong(6, until);
    }
  }

  @Override
  public Map<Multihash, Row> complete(Collection<Multihash> roots) {
    Map<Multihash, Row> complete = new HashMap<>();
    for (Multihash root : Hashes.sorted(roots)) {
      Row row = live(root);
      if (row != null && isComplete(row)) {
        complete.put(root, row);
      }
    }
    return complete;
  }

  private @Nullable Row live(Multihash hash) {
    List<Row> rows =
        statements.query(
            locking(LIVE, ""),
            statement -> statement.setBytes(1, hash.bytes()),
            result ->
                new Row(
                    hash,
                    result.getLong(1),
                    Shape.values()[result.getInt(2)],
                    result.getInt(3),
                    result.getLong(4)));
    return rows.isEmpty() ? null : rows.getFirst();
  }

  private boolean isComplete(Row row) {
    return switch (row.shape()) {
      case WHOLE -> true;
      case PART -> false;
      case FILE -> liveChunks(row.hash()) == row.treeBlocks();
    };
  }

  private int liveChunks(Multihash root) {
    return statements
        .query(
            locking(CHUNKS, " of b"),
            statement -> statement.setBytes(1, root.bytes()),
            result -> result.getInt(1))
        .size();
  }

  /**
   * On PostgreSQL units of work overlap: without these locks a collection that does not see our
   * reference yet could take the block. On SQLite they run one after the other.
   */
  private String locking(String query, String tables) {
    return database.kind() == Database.Kind.POSTGRESQL ? query + " for share" + tables : query;
  }

  @Override
  public void unpin(Owner owner, Collection<Multihash> roots) {
    statements.update(
        UNPIN,
        Hashes.sorted(roots),
        (statement, root) -> {
          statement.setString(1, owner.text());
          statement.setBytes(2, root.bytes());
        });
  }

  @Override
  public void unpin(Owner owner) {
    pins.deleteAll(owner.text());
  }

  @Override
  public void expire(Owner owner, @Nullable Long at) {
    pins.expire(owner.text(), at);
  }

  @Override
  public List<Pin> pins(Owner owner, @Nullable Multihash after, int limit) {
    byte[] from = after == null ? new byte[0] : after.bytes();
    return pins.after(owner.text(), from, Page.first(limit)).stream()
        .map(
            pin ->
                new Pin(
                    owner,
                    Multihash.parse(pin.root),
                    Scope.values()[pin.scope],
                    pin.bytes,
                    pin.takenAt,
                    pin.expiresAt))
        .toList();
  }

  @Override
  public Usage usage(Owner owner) {
    return statements
        .query(
            USAGE,
            statement -> statement.setString(1, owner.text()),
            row -> new Usage(row.getLong(1), row.getLong(2)))
        .getFirst();
  }
}
