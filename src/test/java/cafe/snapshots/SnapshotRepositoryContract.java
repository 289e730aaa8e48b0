package cafe.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.database.Database;
import cafe.kernel.PeerId;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What every database must do for snapshots. */
abstract class SnapshotRepositoryContract {

  private static final Instant NOW = Instant.ofEpochMilli(1_580_000_000_123L);

  @Inject Database database;
  @Inject SnapshotRepository rows;

  private final PeerId client = peer();
  private final PeerId other = peer();

  @Test
  void theLastVersionIsTheCurrentOne() {
    insert("t", client, 1, "one");
    insert("t", client, 2, "two");

    assertThat(database.read(() -> rows.current("t", client)))
        .map(SnapshotInfo::version)
        .hasValue(2L);
    assertThat(bytes("t", client, 0)).isEqualTo("two");
    assertThat(bytes("t", client, 1)).isEqualTo("one");
    SnapshotInfo info = database.read(() -> rows.current("t", client)).orElseThrow();
    assertThat(info.stored()).isEqualTo(NOW);
    assertThat(info.client()).isEqualTo(client);
    assertThat(info.size()).isEqualTo(3);
  }

  @Test
  void versionsAreListedNewestFirstAndForgottenFromTheOldEnd() {
    for (int version = 1; version <= 4; version++) {
      insert("t", client, version, "v" + version);
    }
    database.write(() -> rows.deleteUpTo("t", client, 2));

    assertThat(database.read(() -> rows.versions("t", client)))
        .extracting(SnapshotInfo::version)
        .containsExactly(4L, 3L);
  }

  @Test
  void clientsDoNotSeeOrTouchEachOther() {
    insert("t", client, 1, "mine");
    insert("t", other, 1, "theirs");

    database.write(() -> rows.delete("t", client));

    assertThat(database.read(() -> rows.current("t", client))).isEmpty();
    assertThat(bytes("t", other, 0)).isEqualTo("theirs");

    database.write(() -> rows.deleteOf(other));
    assertThat(database.read(() -> rows.current("t", other))).isEmpty();
  }

  @Test
  void listsPageByPage() {
    for (String thread : List.of("b", "a", "d", "c", "é")) {
      insert(thread, client, 1, thread);
      insert(thread, client, 2, thread + thread);
    }
    List<SnapshotInfo> first = database.read(() -> rows.ofClient(client, "", 3));
    List<SnapshotInfo> rest =
        database.read(() -> rows.ofClient(client, first.getLast().thread(), 3));

    assertThat(first).extracting(SnapshotInfo::version).containsOnly(2L);
    assertThat(first).hasSize(3);
    assertThat(rest).hasSize(2).extracting(SnapshotInfo::thread).doesNotContain("a", "b", "c");
    assertThat(database.write(() -> rows.lockCount(client))).isEqualTo(5);
  }

  @Test
  void wildcardsAreLetters() {
    insert("100%", client, 1, "percent");
    insert("' or '1'='1", client, 1, "quote");

    assertThat(database.read(() -> rows.current("1__%", client))).isEmpty();
    assertThat(bytes("100%", client, 0)).isEqualTo("percent");
    assertThat(bytes("' or '1'='1", client, 0)).isEqualTo("quote");
  }

  private void insert(String thread, PeerId of, long version, String content) {
    byte[] bytes = content.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    SnapshotInfo info = new SnapshotInfo(thread, of, version, "00ff", bytes.length, NOW);
    database.write(() -> rows.insert(new Snapshot(info, bytes)));
  }

  private String bytes(String thread, PeerId of, long version) {
    return database
        .read(() -> rows.find(thread, of, version))
        .map(s -> new String(s.ciphertext(), java.nio.charset.StandardCharsets.UTF_8))
        .orElse("(none)");
  }

  private static PeerId peer() {
    byte[] key = new byte[32];
    ThreadLocalRandom.current().nextBytes(key);
    return PeerId.ofEd25519(key);
  }
}
