package cafe.storage.stream;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.PeerId;
import cafe.testkit.TestDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
  void whatStoodFirstAndDidNotComeStandsLast() {
    assertThat(order.order(client, List.of("a", "b", "c"))).containsExactly("a", "b", "c");
    assertThat(order.order(client, List.of("a", "b", "c"))).containsExactly("b", "c", "a");
    assertThat(order.order(client, List.of("a", "c", "new"))).containsExactly("new", "a", "c");
  }

  @Test
  void clientsAndBatchesAreApart() {
    assertThat(order.order(client, List.of("a", "b"))).containsExactly("a", "b");
    PeerId other = TestDevice.create().peer();
    assertThat(order.order(other, List.of("a", "b"))).containsExactly("a", "b");
    assertThat(order.order(client, List.of())).isEmpty();
    assertThat(order.order(client, List.of("a", "b"))).containsExactly("a", "b");
  }

  @Test
  void remembersNoMoreThanABatchAndNoLongNames() {
    List<String> many =
        IntStream.range(0, AskingOrder.MAX_CIDS + 2).mapToObj(Integer::toString).toList();
    assertThat(order.order(client, many)).isEqualTo(many);
    List<String> again = order.order(client, many);
    assertThat(again).containsExactlyInAnyOrderElementsOf(many).endsWith("0");
    assertThat(again).startsWith("32", "33", "1", "2");
    String long_ = "x".repeat(1_000);
    PeerId other = TestDevice.create().peer();
    assertThat(order.order(other, List.of(long_, "y"))).containsExactly(long_, "y");
    assertThat(order.order(other, List.of(long_, "y"))).containsExactly(long_, "y");
  }

  /**
   * The original's client: it asks for a batch, sends in the order of the answer until one fails,
   * and gives up what was in five batches that failed. As long as no more than four can never be
   * sent, it sends all the others.
   */
  @Property(tries = 200)
  void aFewObjectsThatCannotBeSentKeepNoOtherFromBeingSent(
      @ForAll @IntRange(min = 1, max = 32) int size,
      @ForAll Set<@IntRange(min = 0, max = 31) Integer> places) {
    List<String> batch = IntStream.range(0, size).mapToObj(i -> "object " + i).toList();
    Set<String> bad =
        Set.copyOf(places.stream().limit(ATTEMPTS - 1).map(i -> "object " + i).toList());
    List<String> left = new ArrayList<>(batch);
    AskingOrder fresh = new AskingOrder();
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      for (String each : fresh.order(client, List.copyOf(left))) {
        if (bad.contains(each)) {
          break;
        }
        left.remove(each);
      }
    }
    assertThat(bad).containsAll(left);
  }
}
