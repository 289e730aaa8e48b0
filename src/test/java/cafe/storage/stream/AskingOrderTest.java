package cafe.storage.stream;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.PeerId;
import cafe.testkit.TestDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AskingOrderTest {

  private static final int ATTEMPTS = 5;

  private final AskingOrder order = new AskingOrder();
  private final PeerId client = TestDevice.create().peer();

  @Test
  void whatWasAskedForAndDidNotComeStandsLast() {
    assertThat(order.order(client, List.of("a", "b", "c"))).containsExactly("a", "b", "c");
    assertThat(order.order(client, List.of("a", "b", "c"))).containsExactly("b", "c", "a");
    order.came(client, "b");
    assertThat(order.order(client, List.of("a", "c", "new"))).containsExactly("new", "a", "c");
    order.came(client, "new");
    order.came(client, "a");
    order.came(client, "c");
    assertThat(order.order(client, List.of("a", "c"))).containsExactly("a", "c");
  }

  @Test
  void anotherBatchInBetweenChangesNothing() {
    assertThat(order.order(client, List.of("a", "b"))).containsExactly("a", "b");
    assertThat(order.order(client, List.of("x"))).containsExactly("x");
    order.came(client, "x");
    assertThat(order.order(client, List.of("a", "b"))).containsExactly("b", "a");
  }

  @Test
  void clientsAreApartAndOnlySoManyAreRemembered() {
    assertThat(order.order(client, List.of("a", "b"))).containsExactly("a", "b");
    for (int i = 0; i < AskingOrder.MAX_CLIENTS; i++) {
      PeerId other = TestDevice.create().peer();
      assertThat(order.order(other, List.of("a", "b"))).containsExactly("a", "b");
    }
    assertThat(order.order(client, List.of("a", "b"))).containsExactly("a", "b");
  }

  @Test
  void remembersNoMoreThanABatchAndNoLongNames() {
    List<String> many =
        IntStream.range(0, AskingOrder.MAX_NAMES + 2).mapToObj(Integer::toString).toList();
    assertThat(order.order(client, many)).isEqualTo(many);
    many.stream().limit(AskingOrder.MAX_NAMES).forEach(name -> order.came(client, name));
    List<String> rest = many.subList(AskingOrder.MAX_NAMES, many.size());
    assertThat(order.order(client, rest)).isEqualTo(rest);
    PeerId other = TestDevice.create().peer();
    String tooLong = "x".repeat(1_000);
    assertThat(order.order(other, List.of(tooLong, "y"))).containsExactly(tooLong, "y");
    assertThat(order.order(other, List.of(tooLong, "y"))).containsExactly(tooLong, "y");
  }

  @Test
  void ofManyThatDidNotComeTheLatestAreRemembered() {
    List<String> names =
        IntStream.rangeClosed(0, AskingOrder.MAX_NAMES).mapToObj(Integer::toString).toList();
    names.forEach(name -> order.order(client, List.of(name)));
    assertThat(order.order(client, List.of("1", "0", "new"))).containsExactly("0", "new", "1");
  }

  /**
   * The original's client: it asks for a batch, sends in the order of the answer until one fails,
   * does the same with the next batch, and gives up what was in five that failed. As long as no
   * more than four of a batch can never be sent, it sends all the others.
   */
  @Property(tries = 200)
  void aFewObjectsThatCannotBeSentKeepNoOtherFromBeingSent(
      @ForAll @IntRange(min = 1, max = 64) int size,
      @ForAll Set<@IntRange(min = 0, max = 31) Integer> first,
      @ForAll Set<@IntRange(min = 32, max = 63) Integer> second) {
    Set<String> bad =
        List.of(first, second).stream()
            .flatMap(places -> places.stream().limit(ATTEMPTS - 1))
            .map(i -> "object " + i)
            .collect(Collectors.toSet());
    List<List<String>> batches = new ArrayList<>();
    for (int start = 0; start < size; start += 32) {
      batches.add(
          IntStream.range(start, Math.min(size, start + 32))
              .mapToObj(i -> "object " + i)
              .collect(Collectors.toCollection(ArrayList::new)));
    }
    AskingOrder fresh = new AskingOrder();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      batches.forEach(batch -> send(fresh, batch, bad));
    }
    batches.forEach(batch -> assertThat(bad).containsAll(batch));
  }

  private void send(AskingOrder asking, List<String> batch, Set<String> bad) {
    for (String each : asking.order(client, List.copyOf(batch))) {
      if (bad.contains(each)) {
        return;
      }
      asking.came(client, each);
      batch.remove(each);
    }
  }
}
