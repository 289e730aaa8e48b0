package cafe.directory.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds parts of names by their pieces of three letters. A search reads the peers of its rarest
 * piece, last updated first, and stops when it has enough; parts of one or two letters have no
 * piece, and are looked for among the peers that were updated last. Neither reads more than {@link
 * #MAX_CANDIDATES}.
 */
final class NameIndex {

  /** Most names that one search compares. */
  static final int MAX_CANDIDATES = 20_000;

  private static final int LETTERS = 3;

  /** Letters of a name that are indexed; folding may have made it longer than it was. */
  private static final int MAX_LETTERS = 1_024;

  /** Pieces of a search that are weighed, and how far each is counted. */
  private static final int MAX_WEIGHED = 12;

  private static final int RARE = 64;
  private static final int COMMON = 1_024;

  private static final String BY_PIECE =
      """
      select p.* from
      (select peer, updated_at from published_grams where gram = ?
       order by updated_at desc, peer limit ?) g
      join published_peers p on p.peer = g.peer
      where p.folded like ? escape '\\'
      order by g.updated_at desc, p.peer limit ?\
      """;

  private static final String BY_AGE =
      """
      select p.* from
      (select * from published_peers order by updated_at desc limit ?) p
      where p.folded like ? escape '\\'
      order by p.updated_at desc, p.peer limit ?\
      """;

  private static final String WEIGHT =
      "select count(*) from (select 1 from published_grams where gram = ? limit ?) counted";

  private NameIndex() {}

  /** Replaces a peer's pieces. */
  static void put(Connection connection, PeerEntity peer) throws SQLException {
    remove(connection, peer.peer);
    String insert = "insert into published_grams (gram, peer, updated_at) values (?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      for (String piece : pieces(peer.folded)) {
        statement.setString(1, piece);
        statement.setString(2, peer.peer);
        statement.setLong(3, peer.updatedAt);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Removes a peer's pieces. */
  static void remove(Connection connection, String peer) throws SQLException {
    String delete = "delete from published_grams where peer = ?";
    try (PreparedStatement statement = connection.prepareStatement(delete)) {
      statement.setString(1, peer);
      statement.executeUpdate();
    }
  }

  /** Peers with that part in their folded name, last updated first. */
  static List<PeerEntity> search(Connection connection, String part, int limit)
      throws SQLException {
    Set<String> pieces = pieces(part);
    String sql = pieces.isEmpty() ? BY_AGE : BY_PIECE;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int parameter = 0;
      if (!pieces.isEmpty()) {
        statement.setString(++parameter, rarest(connection, pieces));
      }
      statement.setInt(++parameter, MAX_CANDIDATES);
      statement.setString(++parameter, pattern(part));
      statement.setInt(++parameter, limit);
      List<PeerEntity> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(PeerEntity.of(rows));
        }
      }
      return found;
    }
  }

  private static String rarest(Connection connection, Set<String> pieces) throws SQLException {
    String rarest = pieces.iterator().next();
    int least = Integer.MAX_VALUE;
    try (PreparedStatement statement = connection.prepareStatement(WEIGHT)) {
      for (String piece : pieces.stream().limit(MAX_WEIGHED).toList()) {
        statement.setString(1, piece);
        statement.setInt(2, COMMON);
        try (ResultSet row = statement.executeQuery()) {
          int weight = row.next() ? row.getInt(1) : 0;
          if (weight < least) {
            least = weight;
            rarest = piece;
          }
        }
        if (least <= RARE) {
          break;
        }
      }
    }
    return rarest;
  }

  /** A pattern in which no character of the part is special. */
  static String pattern(String part) {
    return "%" + part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
  }

  /** The pieces of a text, each once; letters are code points, as for the database. */
  private static Set<String> pieces(String folded) {
    int[] letters = folded.codePoints().limit(MAX_LETTERS).toArray();
    Set<String> pieces = new LinkedHashSet<>();
    for (int i = 0; i + LETTERS <= letters.length; i++) {
      pieces.add(new String(letters, i, LETTERS));
    }
    return pieces;
  }
}
