package cafe.durability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * The rows of a database that matter to clients; those of an embedded one are read by its own
 * recovery.
 *
 * @param problems what the database says of its own soundness
 * @param live hashes of live blocks, in hexadecimal
 * @param pins owners and roots, with a space between
 * @param mail recipients and ids, with a space between
 * @param snapshots current ciphertexts by clients and threads, with a space between
 * @param names published names by peers
 * @param sessions ids of sessions that were not revoked
 * @param clients peers that are registered
 * @param holders tables in which something is kept of a peer, by peer
 */
record Rows(
    Set<String> problems,
    Set<String> live,
    Set<String> pins,
    Set<String> mail,
    Map<String, byte[]> snapshots,
    Map<String, String> names,
    Set<String> sessions,
    Set<String> clients,
    Map<String, String> holders) {

  private static final String HOLDERS =
      "select substr(owner, 8), 'pin' from pin where owner like 'client:%'"
          + " union select client, 'inbox_messages' from inbox_messages"
          + " union select client, 'inbox_counts' from inbox_counts"
          + " union select client, 'snapshots' from snapshots"
          + " union select client, 'sessions' from sessions where revoked_at is null"
          + " union select peer, 'published_peers' from published_peers"
          + " union select peer, 'published_grams' from published_grams";

  private Rows() {
    this(
        new HashSet<>(),
        new HashSet<>(),
        new HashSet<>(),
        new HashSet<>(),
        new HashMap<>(),
        new HashMap<>(),
        new HashSet<>(),
        new HashSet<>(),
        new HashMap<>());
  }

  /**
   * Opens the database among some files.
   *
   * @param files those of a data folder
   * @param data the folder
   * @param scratch an empty folder
   */
  static Rows of(Map<Path, byte[]> files, Path data, Path scratch) throws IOException {
    Rows rows = new Rows();
    for (String name : new String[] {"cafe.db", "cafe.db-wal", "cafe.db-journal"}) {
      byte[] bytes = files.get(data.resolve(name));
      Files.deleteIfExists(scratch.resolve(name));
      if (bytes != null) {
        Files.write(scratch.resolve(name), bytes);
      }
    }
    Files.deleteIfExists(scratch.resolve("cafe.db-shm"));
    if (files.containsKey(data.resolve("cafe.db"))) {
      String url = "jdbc:sqlite:" + scratch.resolve("cafe.db");
      try (Connection connection = DriverManager.getConnection(url)) {
        rows.check(connection);
        // The last that is made of what is read: a first start may have been cut off before.
        if (hasTable(connection, "published_grams")) {
          rows.read(connection);
        }
      } catch (SQLException e) {
        rows.problems.add("the database cannot be read: " + e.getMessage());
      }
    }
    return rows;
  }

  /**
   * Those of a PostgreSQL, which answers for its own soundness.
   *
   * @param url how to connect to it
   */
  static Rows of(String url) throws SQLException {
    Rows rows = new Rows();
    try (Connection connection = DriverManager.getConnection(url)) {
      rows.read(connection);
    }
    return rows;
  }

  private void check(Connection connection) throws SQLException {
    each(connection, "pragma integrity_check", row -> problems.add(row.getString(1)));
    problems.remove("ok");
    each(connection, "pragma foreign_key_check", row -> problems.add("a foreign key"));
  }

  private void read(Connection connection) throws SQLException {
    each(
        connection,
        "select multihash from block where state = 0",
        row -> live.add(hex(row.getBytes(1))));
    each(
        connection,
        "select owner, root from pin",
        row -> pins.add(row.getString(1) + " " + hex(row.getBytes(2))));
    each(
        connection,
        "select client, cid from inbox_messages",
        row -> mail.add(row.getString(1) + " " + row.getString(2)));
    each(
        connection,
        "select client, thread, ciphertext from snapshots where is_current",
        row -> snapshots.put(row.getString(1) + " " + row.getString(2), row.getBytes(3)));
    each(
        connection,
        "select peer, name from published_peers",
        row -> names.put(row.getString(1), row.getString(2)));
    each(
        connection,
        "select s.id from sessions s join clients c on c.peer = s.client"
            + " where s.revoked_at is null",
        row -> sessions.add(row.getString(1)));
    each(connection, "select peer from clients", row -> clients.add(row.getString(1)));
    each(
        connection,
        HOLDERS,
        row -> holders.merge(row.getString(1), row.getString(2), (one, other) -> one + other));
  }

  private static boolean hasTable(Connection connection, String table) throws SQLException {
    Set<String> found = new HashSet<>();
    each(
        connection,
        "select name from sqlite_master where name = '" + table + "'",
        row -> found.add(row.getString(1)));
    return !found.isEmpty();
  }

  private static void each(Connection connection, String sql, Reader reader) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        reader.read(row);
      }
    }
  }

  private interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
