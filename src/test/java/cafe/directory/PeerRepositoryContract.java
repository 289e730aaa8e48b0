package cafe.directory;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.database.Database;
import cafe.identity.Clients;
import cafe.kernel.Address;
import cafe.kernel.PeerId;
import cafe.testkit.Configs;
import cafe.testkit.TestDevice;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Published peers and their names as rows; run on each database. */
abstract class PeerRepositoryContract {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Inject Database database;
  @Inject PeerRepository rows;
  @Inject Clients clients;

  private final String unique = UUID.randomUUID().toString();

  @Test
  void everyPartOfANameFindsIt() {
    PeerId ada = put("Åda 🌍💫🚀 O'Brien 100% " + unique, 0);
    String folded = Folding.fold("Åda 🌍💫🚀 O'Brien 100% " + unique);
    for (int from = 0; from < folded.length(); from += 7) {
      if (!Character.isLowSurrogate(folded.charAt(from))) {
        String part = folded.substring(from, folded.length());
        assertThat(part.length() < 8 ? List.of(ada) : found(part)).as(part).contains(ada);
      }
    }
    assertThat(found("🌍💫🚀 o'brien 100% " + unique.substring(0, 5))).contains(ada);
    assertThat(found("x" + unique)).isEmpty();
    assertThat(found("100_ " + unique)).as("a wildcard is a letter").isEmpty();
    assertThat(found("100%%" + unique)).as("a wildcard is a letter").isEmpty();
  }

  /** The pieces are there, but not beside each other. */
  @Test
  void piecesAloneAreNoPart() {
    put("abc bcd " + unique, 0);
    assertThat(found("abcd " + unique)).isEmpty();
  }

  @Test
  void aNameThatWasReplacedOrRemovedIsNotFound() {
    PeerId ada = put("before " + unique, 0);
    rename(ada, "after " + unique);
    assertThat(found("before " + unique)).isEmpty();
    assertThat(found("after " + unique)).containsExactly(ada);
    database.write(() -> rows.delete(ada));
    assertThat(found("after " + unique)).isEmpty();
  }

  @Test
  void theLastUpdatedComeFirstAndNoMoreThanAsked() {
    PeerId oldest = put("same " + unique, 0);
    PeerId newest = put("same " + unique, 9);
    PeerId middle = put("same " + unique, 5);
    assertThat(found("same " + unique)).containsExactly(newest, middle, oldest);
    assertThat(database.read(() -> rows.search("", "same " + unique, 2)))
        .extracting(PublishedPeer::id)
        .containsExactly(newest, middle);
  }

  /** One and two letters have no piece: the peers that were updated last are looked through. */
  @Test
  void shortPartsFindToo() {
    PeerId ada = put("ß漢", 1_000_000_000L);
    assertThat(found("漢")).contains(ada);
    assertThat(found("s漢")).as("folded").contains(ada);
    database.write(() -> rows.delete(ada));
  }

  /** However many of those to leave out stand before them. */
  @Test
  void aFullPageIsFoundBesideThoseToLeaveOut() {
    for (int age = 0; age < 5; age++) {
      put("same " + unique, age);
    }
    List<PeerId> all = found("same " + unique);
    Set<String> exclude = Set.of(all.get(0).toString(), all.get(2).toString());
    DirectoryConfig two =
        Configs.of(DirectoryConfig.class, Map.of("cafe.directory.max-results", "2"));
    Directory directory = new Directory(database, rows, clients, two);
    ContactSearch search = new ContactSearch("", "same " + unique, exclude);
    assertThat(directory.search(search, 9))
        .extracting(PublishedPeer::id)
        .containsExactly(all.get(1), all.get(3));
    assertThat(directory.search(search, 1))
        .extracting(PublishedPeer::id)
        .containsExactly(all.get(1));
  }

  private List<PeerId> found(String folded) {
    return database.read(() -> rows.search("", folded, 1_000)).stream()
        .map(PublishedPeer::id)
        .toList();
  }

  private PeerId put(String name, long seconds) {
    TestDevice device = TestDevice.create();
    put(device.peer(), Address.parse(device.address()), name, NOW.plusSeconds(seconds));
    return device.peer();
  }

  private void rename(PeerId peer, String name) {
    PublishedPeer before = database.read(() -> rows.find(peer)).orElseThrow();
    put(peer, before.address(), name, before.updated());
  }

  private void put(PeerId peer, Address address, String name, Instant updated) {
    PublishedPeer row = new PublishedPeer(peer, address, name, "", List.of(), NOW, updated);
    database.write(() -> rows.put(row, Folding.fold(name)));
  }
}
