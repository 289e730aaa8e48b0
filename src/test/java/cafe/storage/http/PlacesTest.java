package cafe.storage.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class PlacesTest {
  private static final PeerId ONE = PeerId.ofEd25519(new byte[32]);
  private static final PeerId OTHER = PeerId.ofEd25519(key(1));
  private static final PeerId THIRD = PeerId.ofEd25519(key(2));

  private final Places places = new Places(new Places.Limits(2, 1, 3, 2));

  private static byte[] key(int last) {
    byte[] key = new byte[32];
    key[31] = (byte) last;
    return key;
  }

  /** Someone who waits for a turn. */
  private record Waiter(Thread thread, CompletableFuture<Places.Place> place) {}

  private Waiter waiter(PeerId client, BooleanSupplier gone) {
    CompletableFuture<Places.Place> place = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    place.complete(places.take(client, gone));
                  } catch (CafeException e) {
                    place.completeExceptionally(e);
                  }
                });
    while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    return new Waiter(thread, place);
  }

  @Test
  void aClientHasItsShareAndTheRestIsForOthers() {
    Places.Place first = take(ONE);
    Waiter second = waiter(ONE, () -> false);
    assertThat(second.place()).isNotDone();
    take(OTHER).close();
    first.close();
    second.place().join().close();
    take(ONE).close();
  }

  private Places.Place take(PeerId client) {
    return places.take(client, () -> false);
  }

  private void isRefused(PeerId client, Fault fault) {
    assertThatThrownBy(() -> take(client))
        .isInstanceOfSatisfying(CafeException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  @Test
  void onlySoManyWait() {
    Places.Place first = take(ONE);
    Places.Place other = take(OTHER);
    Waiter second = waiter(ONE, () -> false);
    Waiter third = waiter(ONE, () -> false);
    Waiter another = waiter(OTHER, () -> false);
    isRefused(OTHER, Fault.OVERLOADED);
    isRefused(THIRD, Fault.OVERLOADED);
    first.close();
    second.place().join().close();
    third.place().join().close();
    assertThat(another.place()).isNotDone();
    other.close();
    another.place().join().close();
    take(THIRD).close();
  }

  @Test
  void aFloodOfOneClientLeavesOthersIn() {
    Places.Place first = take(ONE);
    Waiter second = waiter(ONE, () -> false);
    Waiter third = waiter(ONE, () -> false);
    isRefused(ONE, Fault.OVERLOADED);
    Places.Place other = take(OTHER);
    Waiter another = waiter(OTHER, () -> false);
    other.close();
    another.place().join().close();
    first.close();
    second.place().join().close();
    third.place().join().close();
  }

  @Test
  void whoeverHasGoneGivesItsEntryBack() {
    Places.Place first = take(ONE);
    AtomicBoolean gone = new AtomicBoolean();
    Waiter leaves = waiter(ONE, gone::get);
    Waiter stays = waiter(ONE, () -> false);
    isRefused(ONE, Fault.OVERLOADED);
    gone.set(true);
    hasFailed(leaves, Fault.REQUEST_TIMEOUT);
    Waiter next = waiter(ONE, () -> false);
    assertThat(next.place()).isNotDone();
    first.close();
    stays.place().join().close();
    next.place().join().close();
  }

  @Test
  void nobodyWaitsForACafeThatStops() {
    Places.Place first = take(ONE);
    Waiter waiting = waiter(ONE, () -> false);
    places.stop();
    hasFailed(waiting, Fault.UNAVAILABLE);
    first.close();
  }

  private static void hasFailed(Waiter waiter, Fault fault) {
    assertThat(waiter.place())
        .failsWithin(Duration.ofMinutes(1))
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOfSatisfying(CafeException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  @Test
  void whoIsInterruptedTakesNoPlaceAway() {
    Places.Place first = take(ONE);
    Waiter waiting = waiter(ONE, () -> false);
    waiting.thread().interrupt();
    assertThat(waiting.place()).failsWithin(Duration.ofMinutes(1));
    first.close();
    take(ONE).close();
    Places.Place again = take(ONE);
    take(OTHER).close();
    again.close();
  }
}
