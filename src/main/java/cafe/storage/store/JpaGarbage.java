package cafe.storage.store;

import cafe.database.Database;
import cafe.database.Statements;
import cafe.ipld.Multihash;
import cafe.storage.Garbage;
import cafe.storage.Owner;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.query.Page;
import org.jspecify.annotations.Nullable;

/** What collection does to the tables. */
@ApplicationScoped
class JpaGarbage implements Garbage {
  private static final String REFERENCED =
      """
      (exists (select 1 from pin p where p.root = block.multihash)
       or exists (select 1 from tree t join pin p on p.root = t.root
         where t.block = block.multihash and p.scope = 1))\
      """;

  private static final String SCAN =
      "select multihash, case when "
          + REFERENCED
          + " then 1 else 0 end from block where multihash > ? and state = 0"
          + " order by multihash limit ?";

  private static final String CONDEMN =
      "update block set state = 1, since = ? where multihash = ? and state = 0 and not "
          + REFERENCED;

  private static final String CONDEMNED =
      "select multihash from block where state = 1 and since <= ? order by since limit ?";

  private static final String REPRIEVE =
      "update block set state = 0, since = ? where multihash = ? and state = 1 and " + REFERENCED;

  private static final String EVICT =
      "update block set state = 2, since = ? where multihash = ? and state = 1";

  private static final String LEAVING =
      "select multihash from block where multihash = ? and state = 2";

  private static final String FORGET_TREE =
      "delete from tree where root = ?"
          + " and exists (select 1 from block where multihash = ? and state = 2)";

  private static final String FORGET = "delete from block where multihash = ? and state = 2";

  private static final String COUNT = "update removal set count = count + ?";

  private static final String ADOPT =
      """
      insert into block (multihash, size, shape, tree_blocks, tree_bytes, state, since)
      values (?, 0, 0, 0, 0, 1, ?) on conflict (multihash) do nothing\
      """;

  private final Statements statements;
  private final BlockEntity.Repository blocks;
  private final PinEntity.Repository pins;
  private final Database database;

  JpaGarbage(
      Statements statements,
      BlockEntity.Repository blocks,
      PinEntity.Repository pins,
      Database database) {
    this.statements = statements;
    this.blocks = blocks;
    this.pins = pins;
    this.database = database;
  }

  @Override
  public int removeLapsed(long at, int limit) {
    List<PinEntity> lapsed = pins.lapsed(at, Page.first(limit));
    // Looks again at the end: it may have been put off meanwhile.
    statements.update(
        "delete from pin where owner = ? and root = ? and expires_at <= ?",
        lapsed,
        (statement, pin) -> {
          statement.setString(1, pin.owner);
          statement.setBytes(2, pin.root);
          statement.setLong(3, at);
        });
    return lapsed.size();
  }

  @Override
  public Optional<Owner> nextOwner(String after) {
    return pins.ownersAfter(after, Page.first(1)).stream().findFirst().map(Owner::new);
  }

  @Override
  public void abandon(Owner owner, long takenBy) {
    pins.deleteTakenBy(owner.text(), takenBy);
  }

  @Override
  public Scan scan(@Nullable Multihash after, int limit) {
    byte[] from = after == null ? new byte[0] : after.bytes();
    List<Multihash> unreferenced = new ArrayList<>();
    List<Multihash> seen =
        statements.query(
            SCAN,
            statement -> {
              statement.setBytes(1, from);
              statement.setInt(2, limit);
            },
            row -> {
              Multihash hash = Multihash.parse(row.getBytes(1));
              if (row.getInt(2) == 0) {
                unreferenced.add(hash);
              }
              return hash;
            });
    return new Scan(unreferenced, seen.isEmpty() ? null : seen.getLast());
  }

  @Override
  public void condemn(Collection<Multihash> hashes, long now) {
    stamp(CONDEMN, hashes, now);
  }

  @Override
  public List<Multihash> evict(long condemnedBy, int limit, long now) {
    String query =
        database.kind() == Database.Kind.POSTGRESQL
            ? CONDEMNED + " for update skip locked"
            : CONDEMNED;
    List<Multihash> condemned =
        Hashes.sorted(
            statements.query(
                query,
                statement -> {
                  statement.setLong(1, condemnedBy);
                  statement.setInt(2, limit);
                },
                row -> Multihash.parse(row.getBytes(1))));
    // A statement of its own: it sees the references of all units that held these rows before.
    stamp(REPRIEVE, condemned, now);
    stamp(EVICT, condemned, now);
    return condemned.stream().filter(this::isLeaving).toList();
  }

  private boolean isLeaving(Multihash hash) {
    return !statements
        .query(LEAVING, statement -> statement.setBytes(1, hash.bytes()), row -> hash)
        .isEmpty();
  }

  private void stamp(String sql, Collection<Multihash> hashes, long now) {
    statements.update(
        sql,
        Hashes.sorted(hashes),
        (statement, hash) -> {
          statement.setLong(1, now);
          statement.setBytes(2, hash.bytes());
        });
  }

  @Override
  public List<Multihash> leaving(long since, int limit) {
    return blocks.leaving(since, Page.first(limit)).stream().map(Multihash::parse).toList();
  }

  @Override
  public void forget(Collection<Multihash> hashes) {
    List<Multihash> sorted = Hashes.sorted(hashes);
    statements.update(
        FORGET_TREE,
        sorted,
        (statement, hash) -> {
          statement.setBytes(1, hash.bytes());
          statement.setBytes(2, hash.bytes());
        });
    statements.update(FORGET, sorted, (statement, hash) -> statement.setBytes(1, hash.bytes()));
    statements.update(COUNT, List.of(1), (statement, one) -> statement.setInt(1, one));
  }

  @Override
  public Set<Multihash> unknown(Collection<Multihash> hashes) {
    Set<Multihash> unknown = new HashSet<>(hashes);
    blocks.known(hashes.stream().map(Multihash::bytes).toList()).stream()
        .map(Multihash::parse)
        .forEach(unknown::remove);
    return unknown;
  }

  @Override
  public void adopt(Collection<Multihash> hashes, long now) {
    statements.update(
        ADOPT,
        Hashes.sorted(hashes),
        (statement, hash) -> {
          statement.setBytes(1, hash.bytes());
          statement.setLong(2, now);
        });
  }
}
