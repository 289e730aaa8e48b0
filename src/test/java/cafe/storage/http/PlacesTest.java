package cafe.storage.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PlacesTest {
  private static final PeerId ONE = PeerId.ofEd25519(new byte[32]);
  private static final PeerId OTHER = PeerId.ofEd25519(key(1));

  private final Places places = new Places(2, 1, 1);

  private static byte[] key(int last) {
    byte[] key = new byte[32];
    key[31] = (byte) last;
    return key;
  }

  /** Someone who waits for a turn. */
  private record Waiter(Thread thread, CompletableFuture<Places.Place> place) {}

  private Waiter waiter(PeerId client) {
    CompletableFuture<Places.Place> place = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    place.complete(places.take(client));
                  } catch (CafeException e) {
                    place.completeExceptionally(e);
                  }
                });
    while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    return new Waiter(thread, place);
  }

  @Test
  void aClientHasItsShareAndTheRestIsForOthers() {
    Places.Place first = places.take(ONE);
    Waiter second = waiter(ONE);
    assertThat(second.place()).isNotDone();
    places.take(OTHER).close();
    first.close();
    second.place().join().close();
    places.take(ONE).close();
  }

  @Test
  void onlySoManyWait() {
    Places.Place first = places.take(ONE);
    Places.Place other = places.take(OTHER);
    Waiter waiting = waiter(ONE);
    assertThatThrownBy(() -> places.take(OTHER))
        .isInstanceOfSatisfying(
            CafeException.class, e -> assertThat(e.fault()).isEqualTo(Fault.OVERLOADED));
    first.close();
    waiting.place().join().close();
    other.close();
    places.take(OTHER).close();
  }

  @Test
  void whoIsInterruptedTakesNoPlaceAway() {
    Places.Place first = places.take(ONE);
    Waiter waiting = waiter(ONE);
    waiting.thread().interrupt();
    assertThat(waiting.place()).failsWithin(java.time.Duration.ofMinutes(1));
    first.close();
    places.take(ONE).close();
    Places.Place again = places.take(ONE);
    places.take(OTHER).close();
    again.close();
  }
}
