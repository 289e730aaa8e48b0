package cafe.durability.trace;

import java.util.ArrayList;
import java.util.List;

/** When something was forced. */
final class Forces {
  private final List<Call> calls = new ArrayList<>();

  void add(Call call) {
    calls.add(call);
  }

  /** What ended before this line has been forced, if the power is cut after another. */
  int before(int line) {
    return calls.stream().filter(call -> call.end() <= line).mapToInt(Call::begin).max().orElse(-1);
  }
}
