package cafe.durability;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.durability.CafeProgram.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

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

  List<Customer> customers() {
    return customers;
  }

  void register(Running cafe) throws Exception {
    together(customer -> customer.register(cafe.url(), cafe.token()));
  }

  /** Works until the cafe is gone, which {@code end} sees to. */
  void workUntil(Running cafe, Ending end) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      customers.forEach(customer -> threads.execute(() -> customer.work(cafe.url())));
      end.run();
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
          Audit audit = new Audit(customer, at, new Random(random.nextLong()), sample);
          try {
            audit.run(cafe.url());
            if (refresh) {
              audit.refresh(cafe.url());
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    assertThat(problems()).as("broken promises").isEmpty();
  }

  private void together(Consumer<Customer> action) throws Exception {
    List<Future<?>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      customers.forEach(customer -> all.add(threads.submit(() -> action.accept(customer))));
    }
    for (Future<?> each : all) {
      each.get();
    }
  }

  List<String> problems() {
    return customers.stream().flatMap(each -> each.ledger().problems().stream()).toList();
  }

  /** How many items must be found at a moment. */
  long promised(long at) {
    return customers.stream()
        .map(Customer::ledger)
        .mapToLong(
            ledger ->
                ledger.contents().values().stream().filter(each -> each.mustBe(at)).count()
                    + ledger.mail().values().stream().filter(each -> each.mustBe(at)).count()
                    + ledger.snapshots().values().stream().filter(v -> v.mustBe(at)).count())
        .sum();
  }
}
