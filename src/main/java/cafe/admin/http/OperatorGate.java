package cafe.admin.http;

import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.CallerResolver;
import cafe.kernel.Fault;
import cafe.limits.Limit;
import cafe.limits.Limits;
import cafe.web.Credentials;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Lets the operator in and nobody else, and tells the log of those it refuses: the first at once,
 * then one line a minute at most, with their number. Safe for use by many threads.
 */
@ApplicationScoped
class OperatorGate {

  private static final System.Logger LOG = System.getLogger(OperatorGate.class.getName());
  private static final long PAUSE = Duration.ofMinutes(1).toMillis();

  private final CallerResolver callers;
  private final Limits limits;
  private final Clock clock;
  private final AtomicLong untold = new AtomicLong();
  private final AtomicLong toldAt = new AtomicLong(Long.MIN_VALUE);

  OperatorGate(CallerResolver callers, Limits limits, Clock clock) {
    this.callers = callers;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Finds out whether the operator calls.
   *
   * @param from the caller's network address
   * @param authorization the header field; null if there is none
   * @throws CafeException {@link Fault#OPERATOR_ONLY}; {@link Fault#RATE_LIMITED} after too many
   *     wrong secrets from the address, and then for the right one too: otherwise the limit would
   *     keep nobody from guessing on
   */
  Caller.Operator admit(String from, @Nullable String authorization) {
    try {
      String secret = Credentials.token(authorization);
      if (secret.isEmpty()) {
        // No guess: somebody who looks what this port is must not lock out the operator.
        throw new CafeException(Fault.OPERATOR_ONLY, "the operator's secret is needed");
      }
      return compare(from, secret);
    } catch (CafeException e) {
      tell(e.fault(), from);
      throw e;
    }
  }

  private Caller.Operator compare(String from, String secret) {
    limits.requireAny(Limit.OPERATOR_GUESS, from);
    try {
      return callers.operator(secret);
    } catch (CafeException e) {
      limits.take(Limit.OPERATOR_GUESS, from);
      throw e;
    }
  }

  private void tell(Fault fault, String from) {
    untold.incrementAndGet();
    long now = clock.millis();
    long last = toldAt.get();
    boolean due = last == Long.MIN_VALUE || now - last >= PAUSE || now < last;
    if (due && toldAt.compareAndSet(last, now)) {
      long count = untold.getAndSet(0);
      LOG.log(
          System.Logger.Level.WARNING,
          () -> "refused " + count + " at the operator's port, last " + from + ": " + fault.code());
    }
  }
}
