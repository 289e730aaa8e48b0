package cafe.web.body;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.BodyLimits;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one request's body holds in memory. It is closed with the request; but if a whole body's
 * sender leaves unanswered, at the end of the thread that has read it, which still uses it.
 *
 * <p>Every request has one from the beginning, registered on its event loop: a handler that is
 * registered later could miss the end.
 */
final class BodyAccount {
  private static final String KEY = BodyAccount.class.getName();

  private final ReentrantLock lock = new ReentrantLock();
  private BodyLimits.@Nullable Account memory;
  private long missing;
  private @Nullable Thread user;
  private boolean ended;

  /** Gives a request its account. To be called on the request's event loop. */
  static void announce(RoutingContext route) {
    BodyAccount account = new BodyAccount();
    route.put(KEY, account);
    route.addEndHandler(ignored -> account.end(route.response().ended()));
  }

  /** The account of a request. */
  static BodyAccount of(RoutingContext route) {
    return Objects.requireNonNull(route.get(KEY), "no account was announced");
  }

  /**
   * Opens it, before the first byte is read.
   *
   * @param declared length of the body; negative if it is not known
   * @throws CafeException {@link Fault#REQUEST_TIMEOUT} if the request has ended already
   */
  void open(BodyLimits.Memory all, Runnable abort, long declared) {
    lock.lock();
    try {
      if (ended) {
        throw brokenOff();
      }
      memory = all.open(abort);
      missing = declared;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Counts what a read has brought.
   *
   * @param read bytes; negative at the end of the body
   * @throws CafeException {@code OVERLOADED} if there is no memory soon; {@link
   *     Fault#REQUEST_TIMEOUT} if the request has ended meanwhile
   */
  void came(int read) {
    if (read > 0) {
      // Once in the pieces that come, once in the whole.
      opened().grow(2 * read);
      missing -= read;
    }
    // Not every reader asks for more than it was told that there is.
    if (read < 0 || missing == 0) {
      complete();
    }
  }

  private BodyLimits.Account opened() {
    lock.lock();
    try {
      return Objects.requireNonNull(memory, "not opened");
    } finally {
      lock.unlock();
    }
  }

  private void complete() {
    lock.lock();
    try {
      if (ended) {
        throw brokenOff();
      }
      if (user == null) {
        user = Thread.currentThread();
        opened().complete();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The request has ended.
   *
   * @param answered or else its connection broke off
   */
  void end(boolean answered) {
    lock.lock();
    try {
      ended = true;
      Thread reader = user;
      if (answered || reader == null || !reader.isVirtual()) {
        close();
      } else {
        Thread unused = Thread.startVirtualThread(() -> closeAfter(reader));
      }
    } finally {
      lock.unlock();
    }
  }

  /** A virtual thread has one request only, whichever way that ends. */
  private void closeAfter(Thread reader) {
    try {
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private void close() {
    lock.lock();
    try {
      if (memory != null) {
        memory.close();
      }
    } finally {
      lock.unlock();
    }
  }

  private static CafeException brokenOff() {
    return new CafeException(Fault.REQUEST_TIMEOUT, "the body broke off");
  }
}
