package cafe.durability;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.durability.CafeProgram.Running;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that work side by side. */
final class Crowd {
  private static final int SIZE = 16;

  private final List<Customer> customers = new ArrayList<>();
  private final Random random;

  Crowd(Random random) {
    this.random = random;
    for (int i = 0; i < SIZE; i++) {
      customers.add(new Customer(customers, random.nextLong()));
    }
  }

  void register(Running cafe) throws Exception {
    together(customer -> customer.register(cafe.url(), cafe.token()));
  }

  /** Works until the cafe is gone, which {@code end} sees to. */
  void workUntil(Running cafe, Ending end) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      customers.forEach(customer -> threads.execute(() -> customer.work(cafe.url(), cafe.token())));
      end.run();
    }
  }

  /** Registers one of them, who does some things. */
  void workFor(Running cafe, int steps) throws Exception {
    Customer customer = customers.getFirst();
    customer.register(cafe.url(), cafe.token());
    customers.subList(1, SIZE).clear();
    for (int i = 0; i < steps; i++) {
      customer.act(cafe.url(), cafe.token());
    }
  }

  /** Something that ends the cafe. */
  interface Ending {
    void run() throws Exception;
  }

  /** Asks for what was promised by a moment; of the contents and messages some are read. */
  void audit(Running cafe, long at, int sample, boolean refresh) throws Exception {
    together(
        customer -> {
          Audit audit = new Audit(cafe.url(), at, new Random(random.nextLong()), sample);
          List<Life> lives = customer.lives();
          for (Life life : lives.subList(Math.max(0, lives.size() - sample), lives.size())) {
            audit.run(life);
          }
          if (refresh) {
            audit.refresh(lives.getLast());
          }
          customer.problems().addAll(audit.problems());
        });
    assertThat(problems()).as("broken promises").isEmpty();
  }

  private void together(Action action) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      customers.forEach(
          customer ->
              all.add(
                  threads.submit(
                      () -> {
                        action.with(customer);
                        return null;
                      })));
    }
    for (Future<?> each : all) {
      each.get();
    }
  }

  /** What a customer does. */
  private interface Action {
    void with(Customer customer) throws Exception;
  }

  List<String> problems() {
    return customers.stream().flatMap(each -> each.problems().stream()).toList();
  }

  List<Life> lives() {
    return customers.stream().flatMap(each -> each.lives().stream()).toList();
  }

  /** How many clients have left by a moment. */
  long departed(long at) {
    return lives().stream().filter(life -> life.membership().mustNotBe(at)).count();
  }

  /** How many items must be found at a moment. */
  long promised(long at) {
    return lives().stream()
        .filter(life -> life.membership().mustBe(at))
        .map(Life::ledger)
        .mapToLong(
            ledger ->
                ledger.contents().values().stream().filter(each -> each.mustBe(at)).count()
                    + ledger.mail().values().stream().filter(each -> each.mustBe(at)).count()
                    + ledger.snapshots().values().stream().filter(v -> v.mustBe(at)).count())
        .sum();
  }
}
