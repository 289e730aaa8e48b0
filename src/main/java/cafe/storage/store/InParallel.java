package cafe.storage.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs one action for many things: for the first on this thread, for others on virtual ones. */
final class InParallel {
  private InParallel() {}

  /** Returns when all have ended; throws the first failure. */
  static <T> void run(List<T> things, Action<T> action) throws IOException {
    if (things.isEmpty()) {
      return;
    }
    List<Future<?>> futures = new ArrayList<>(things.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (T thing : things.subList(1, things.size())) {
        futures.add(
            threads.submit(
                () -> {
                  action.run(thing);
                  return null;
                }));
      }
      // The executor's end waits for the others, whatever becomes of this one.
      action.run(things.getFirst());
    }
    for (Future<?> future : futures) {
      try {
        future.get();
      } catch (ExecutionException e) {
        rethrow(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static void rethrow(@Nullable Throwable cause) throws IOException {
    switch (cause) {
      case null -> throw new IOException("failed without a cause");
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IOException(cause);
    }
  }

  /** What is done to each. */
  interface Action<T> {
    void run(T thing) throws IOException;
  }
}
