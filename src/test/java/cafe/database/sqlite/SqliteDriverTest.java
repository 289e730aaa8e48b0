package cafe.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDriverTest {
  private static final String INSERT = "insert into t (a, b) values (?, ?)";
  private static final String SELECT = "select b from t where a >= ? order by a";

  @TempDir Path folder;

  private String url = "";

  @BeforeEach
  void create() throws SQLException {
    url = "jdbc:sqlite:" + folder.resolve("t.db") + "?journal_mode=WAL&busy_timeout=0";
    try (Connection connection = open()) {
      connection.createStatement().execute("create table t (a integer primary key, b text)");
    }
  }

  @Test
  void aClosedStatementIsUsedAgainWithoutWhatItHeld() throws SQLException {
    try (Connection connection = open()) {
      PreparedStatement first = insert(connection, 1, "one");
      first.close();
      PreparedStatement again = connection.prepareStatement(INSERT);
      assertThat(again).isSameAs(first);
      // what was bound before is gone
      again.setInt(1, 2);
      again.executeUpdate();
      again.close();
      assertThat(values(connection)).isEqualTo("one,null,");
    }
  }

  @Test
  void oneThatIsInUseIsNotGivenOutTwice() throws SQLException {
    try (Connection connection = open();
        PreparedStatement one = connection.prepareStatement(SELECT);
        PreparedStatement two = connection.prepareStatement(SELECT)) {
      assertThat(two).isNotSameAs(one);
    }
  }

  @Test
  void aBatchLeavesNothingBehind() throws SQLException {
    try (Connection connection = open()) {
      try (PreparedStatement batch = connection.prepareStatement(INSERT)) {
        for (int i = 0; i < 3; i++) {
          batch.setInt(1, i);
          batch.setString(2, "b" + i);
          batch.addBatch();
        }
        assertThat(batch.executeBatch()).containsExactly(1, 1, 1);
        batch.setInt(1, 9);
        batch.setString(2, "never");
        batch.addBatch();
      }
      insert(connection, 3, "single").close();
      assertThat(values(connection)).isEqualTo("b0,b1,b2,single,");
    }
  }

  @Test
  void aClosedStatementHoldsNoLock() throws SQLException {
    try (Connection reader = open();
        Connection writer = open()) {
      insert(writer, 1, "old").close();
      insert(writer, 2, "old").close();
      reader.setAutoCommit(false);
      try (PreparedStatement half = reader.prepareStatement(SELECT)) {
        half.setInt(1, 0);
        assertThat(half.executeQuery().next()).isTrue();
      }
      reader.commit();
      reader.setAutoCommit(true);
      insert(writer, 3, "new").close();
      assertThat(values(reader)).isEqualTo("old,old,new,");
      // an open read would keep the log from being emptied
      try (ResultSet result =
          writer.createStatement().executeQuery("pragma wal_checkpoint(truncate)")) {
        assertThat(result.getInt(1)).as("busy").isZero();
      }
    }
  }

  @Test
  void oneThatFailedCanBeUsedAgain() throws SQLException {
    try (Connection connection = open()) {
      insert(connection, 1, "one").close();
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> insert(connection, 1, "twice").close())
            .hasMessageContaining("UNIQUE");
      }
      insert(connection, 2, "two").close();
      assertThat(values(connection)).isEqualTo("one,two,");
    }
  }

  @Test
  void onlySomeAreKept() throws SQLException {
    try (Connection connection = open()) {
      PreparedStatement first = connection.prepareStatement("select 0");
      first.close();
      for (int i = 1; i <= 200; i++) {
        connection.prepareStatement("select " + i).close();
      }
      assertThat(first.isClosed()).isTrue();
      PreparedStatement last = connection.prepareStatement("select 200");
      assertThat(last.executeQuery().getInt(1)).isEqualTo(200);
      last.close();
    }
  }

  @Test
  void otherUrlsAreNotForUs() throws SQLException {
    assertThat(new SqliteDriver().connect("jdbc:postgresql://x/y", new Properties())).isNull();
  }

  private Connection open() throws SQLException {
    Connection connection = new SqliteDriver().connect(url, new Properties());
    assertThat(connection).isNotNull();
    return connection;
  }

  private static PreparedStatement insert(Connection connection, int a, String b)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(INSERT);
    try {
      statement.setInt(1, a);
      statement.setString(2, b);
      statement.executeUpdate();
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  private static String values(Connection connection) throws SQLException {
    StringBuilder values = new StringBuilder();
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setInt(1, 0);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          values.append(rows.getString(1)).append(',');
        }
      }
    }
    return values.toString();
  }
}
