package cafe.libp2p.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.libp2p.bitswap.message.Want;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PeerLedgerTest {
  private final WantIndex index = new WantIndex(1000);
  private int wakes;
  private final PeerLedger ledger = new PeerLedger(index, 10, () -> wakes++);

  @Test
  void answersByPriorityThenInOrder() {
    take(held(100), want(1, 5), want(2, 9), want(3, 5));
    assertThat(blocks(ledger.next(1000))).containsExactly(cid(2), cid(1), cid(3));
  }

  @Test
  void fillsAMessageUpToItsTarget() {
    take(held(100), want(1, 0), want(2, 0), want(3, 0));
    PeerLedger.Batch batch = ledger.next(150);
    assertThat(blocks(batch)).containsExactly(cid(1), cid(2));
    assertThat(batch.bytes()).isEqualTo(200);
    assertThat(batch.pending()).isEqualTo(100);
  }

  @Test
  void aRepeatedWantChangesNothing() {
    take(held(100), want(1, 0), want(1, 0));
    take(held(100), want(1, 0));
    PeerLedger.Batch batch = ledger.next(1000);
    assertThat(blocks(batch)).containsExactly(cid(1));
    take(held(100), want(1, 0));
    assertThat(ledger.next(1000).isEmpty()).isTrue();
    ledger.sent(batch);
    take(held(100), want(1, 0));
    assertThat(blocks(ledger.next(1000))).containsExactly(cid(1));
  }

  @Test
  void aCancelledWantIsNotAnswered() {
    take(held(100), want(1, 0), want(2, 0));
    take(Map.of(), Want.cancel(cid(1)));
    assertThat(blocks(ledger.next(1000))).containsExactly(cid(2));
    take(Map.of(), want(3, 0));
    take(Map.of(), Want.cancel(cid(3)));
    assertThat(index.size()).isZero();
    ledger.added(cid(3).multihash(), 5);
    assertThat(ledger.next(1000).isEmpty()).isTrue();
  }

  @Test
  void refusesOnceAndRemembers() {
    take(Map.of(), Want.block(cid(1), 0), want(2, 0));
    assertThat(ledger.next(1000).dontHaves()).containsExactly(cid(1));
    assertThat(ledger.next(1000).isEmpty()).isTrue();
    ledger.added(cid(1).multihash(), 7);
    ledger.added(cid(2).multihash(), 7);
    assertThat(wakes).isEqualTo(2);
    assertThat(blocks(ledger.next(1000))).containsExactly(cid(1), cid(2));
    assertThat(index.size()).isZero();
  }

  @Test
  void answersEverySpellingOfAnAddedBlock() {
    Cid raw = Cid.v1(Cid.RAW, cid(1).multihash());
    take(Map.of(), want(1, 0), new Want(raw, 0, false, Want.Type.BLOCK, false));
    assertThat(index.size()).isOne();
    ledger.added(cid(1).multihash(), 7);
    assertThat(blocks(ledger.next(1000))).containsExactly(cid(1), raw);
  }

  @Test
  void sendsASmallBlockInPlaceOfItsPresence() {
    Map<Cid, Integer> sizes = Map.of(cid(1), 1024, cid(2), 1025);
    take(sizes, Want.have(cid(1), 0), Want.have(cid(2), 0));
    PeerLedger.Batch batch = ledger.next(5000);
    assertThat(blocks(batch)).containsExactly(cid(1));
    assertThat(batch.haves()).extracting(PeerLedger.Entry::cid).containsExactly(cid(2));
  }

  @Test
  void aWantForTheBlockOutranksOneForItsPresence() {
    take(Map.of(cid(1), 5000), Want.have(cid(1), 0));
    take(Map.of(cid(1), 5000), want(1, 0));
    take(Map.of(cid(1), 5000), Want.have(cid(1), 0));
    assertThat(blocks(ledger.next(5000))).containsExactly(cid(1));
  }

  @Test
  void aFullWantlistReplacesTheOld() {
    take(Map.of(cid(1), 10, cid(2), 10), want(1, 0), want(2, 0), want(3, 0));
    ledger.found(
        ledger.note(List.of(want(2, 0), want(4, 0)), true), Map.of(cid(2), 10, cid(4), 10));
    assertThat(blocks(ledger.next(1000))).containsExactly(cid(2), cid(4));
    assertThat(index.size()).isZero();
  }

  @Test
  void remembersNoMoreThanItMay() {
    Want[] many = IntStream.range(0, 100).mapToObj(i -> Want.block(cid(i), 0)).toArray(Want[]::new);
    take(Map.of(), many);
    assertThat(ledger.size()).isEqualTo(10);
    assertThat(index.size()).isEqualTo(10);
    assertThat(ledger.next(1000).dontHaves()).hasSize(10);
  }

  @Test
  void wantsThatCanBeAnsweredDisplaceThoseThatCannot() {
    take(Map.of(), IntStream.range(0, 10).mapToObj(i -> want(i, 0)).toArray(Want[]::new));
    take(held(1), want(100, 0), want(101, 0));
    assertThat(blocks(ledger.next(1000))).containsExactly(cid(100), cid(101));
    assertThat(index.size()).isEqualTo(8);
  }

  @Test
  void limitsPresencesPerMessage() {
    PeerLedger wide = new PeerLedger(index, 1000, () -> {});
    List<Want> many = IntStream.range(0, 600).mapToObj(i -> Want.block(cid(i), 0)).toList();
    wide.found(wide.note(many, false), Map.of());
    assertThat(wide.next(1).dontHaves()).hasSize(PeerLedger.MAX_PRESENCES);
    wide.clear();
    assertThat(index.size()).isZero();
  }

  private static Want want(int number, int priority) {
    return new Want(cid(number), priority, false, Want.Type.BLOCK, false);
  }

  private void take(Map<Cid, Integer> sizes, Want... wants) {
    ledger.found(ledger.note(List.of(wants), false), sizes);
  }

  /** Every block is held and has this size. */
  private static Map<Cid, Integer> held(int size) {
    Map<Cid, Integer> sizes = new HashMap<>();
    IntStream.range(0, 200).forEach(i -> sizes.put(cid(i), size));
    return sizes;
  }

  private static List<Cid> blocks(PeerLedger.Batch batch) {
    List<Cid> cids = new ArrayList<>();
    batch.blocks().forEach(entry -> cids.add(entry.cid()));
    return cids;
  }

  private static Cid cid(int number) {
    return Cid.v0(Multihash.sha256(new byte[] {(byte) number, (byte) (number >> 8)}));
  }
}
