package cafe.doors;

import cafe.database.Database;
import cafe.ipld.Multihash;
import cafe.storage.Blocks;
import cafe.testkit.TestDevice;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What the database and the block store hold for a device, as lines of text without times. */
@Singleton
class Rows {

  private static final List<String> OF_PEER =
      List.of(
          "select 'client', address, token_id <> '' from clients where peer = ?",
          """
          select 'session', account, used_at is not null, successor is not null,
          revoked_at is not null, id = family from sessions where client = ?\
          """,
          "select 'snapshot', thread, version, digest, size, is_current from snapshots"
              + " where client = ?",
          "select 'message', cid, author, size, returned from inbox_messages where client = ?",
          "select 'waiting', waiting from inbox_counts where client = ? and waiting <> 0",
          "select 'published', address, name, folded, avatar, inboxes from published_peers"
              + " where peer = ?",
          "select 'event', topic, payload from outbox where subject = ?",
          """
          select 'reference', root, scope, bytes, expires_at is not null from pin
          where owner = 'client:' || ?\
          """,
          """
          select 'reference of a message', p.root, p.scope, p.bytes, p.expires_at is not null
          from pin p join inbox_messages m on p.owner = 'message:' || m.cid where m.client = ?\
          """);

  private static final List<String> OF_ACCOUNT =
      List.of(
          "select 'challenge', used_at is not null from challenges where address = ?",
          "select 'event', topic, payload from outbox where subject = ?");

  private static final String ROOTS =
      """
      select root from pin where owner = 'client:' || ? or owner in
      (select 'message:' || cid from inbox_messages where client = ?)\
      """;

  @Inject Database database;
  @Inject Blocks blocks;
  @Inject Instance<AgroalDataSource> sqlite;

  @Inject
  @DataSource("pg")
  Instance<AgroalDataSource> postgresql;

  /** The lines of a device and of its account, sorted. */
  List<String> of(TestDevice device) {
    List<String> lines = new ArrayList<>();
    try (Connection connection = open()) {
      for (String query : OF_PEER) {
        lines.addAll(lines(connection, query, device.peer().toString()));
      }
      for (String query : OF_ACCOUNT) {
        lines.addAll(lines(connection, query, device.address()));
      }
      lines.addAll(bytes(connection, device.peer().toString()));
    } catch (SQLException e) {
      throw new AssertionError("the rows cannot be read", e);
    }
    return lines.stream().sorted().toList();
  }

  /** Whether all, or else none, of an account's challenges are for one peer only. */
  boolean challengesNameTheirPeer(TestDevice device) {
    try (Connection connection = open()) {
      List<String> lines =
          lines(
              connection,
              "select distinct case when peer is null then 'no' else 'yes' end"
                  + " from challenges where address = ?",
              device.address());
      if (lines.size() != 1) {
        throw new AssertionError("challenges differ, or there are none: " + lines);
      }
      return lines.getFirst().equals("yes");
    } catch (SQLException e) {
      throw new AssertionError("the rows cannot be read", e);
    }
  }

  private Connection open() throws SQLException {
    return switch (database.kind()) {
      case SQLITE -> sqlite.get().getConnection();
      case POSTGRESQL -> postgresql.get().getConnection();
    };
  }

  /** Every root's own block is there, with just the bytes that its name says. */
  private List<String> bytes(Connection connection, String peer) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(ROOTS)) {
      statement.setString(1, peer);
      statement.setString(2, peer);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Multihash root = Multihash.parse(rows.getBytes(1));
          boolean right =
              blocks
                  .get(root)
                  .map(bytes -> Multihash.sum(root.code(), bytes).equals(root))
                  .orElse(false);
          lines.add("bytes of " + HexFormat.of().formatHex(root.bytes()) + ": " + right);
        }
      }
    }
    return lines;
  }

  private static List<String> lines(Connection connection, String query, String parameter)
      throws SQLException {
    List<String> lines = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          List<String> fields = new ArrayList<>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            fields.add(text(rows.getObject(i)));
          }
          lines.add(String.join(" ", fields));
        }
      }
    }
    return lines;
  }

  private static String text(Object value) {
    return switch (value) {
      case byte[] bytes -> HexFormat.of().formatHex(bytes);
      case Boolean yes -> yes ? "yes" : "no";
      default -> String.valueOf(value);
    };
  }
}
