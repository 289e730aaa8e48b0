package cafe.peer.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.libp2p.frames.MemoryBudget;
import cafe.web.BodyLimits;
import cafe.web.WebConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;

/**
 * The memory of bodies, with the fairness of the streams' budget: one that is announced long and
 * comes slowly holds little, and if memory is short, those that have stalled longest are given up.
 */
@ApplicationScoped
class BodyMemory implements BodyLimits.Memory {

  private final MemoryBudget budget;

  BodyMemory(WebConfig config) {
    this.budget = new MemoryBudget(config.bodyMemory().asLongValue());
  }

  @Override
  public BodyLimits.Account open(Runnable abort) {
    return new Leased(budget.lease(abort));
  }

  @Override
  public long used() {
    return budget.used();
  }

  @Override
  public int accounts() {
    return budget.leases();
  }

  private static final class Leased implements BodyLimits.Account {

    private final MemoryBudget.Lease lease;
    private volatile boolean closed;

    Leased(MemoryBudget.Lease lease) {
      this.lease = lease;
    }

    @Override
    public void grow(int bytes) {
      try {
        lease.growAsRead(bytes);
      } catch (IOException e) {
        throw new CafeException(Fault.OVERLOADED, "no memory for this request now", e);
      }
      if (closed) {
        // The connection broke off meanwhile: nobody would give these back.
        lease.shrink(bytes);
        throw new CafeException(Fault.REQUEST_TIMEOUT, "the body broke off");
      }
    }

    @Override
    public void complete() {
      lease.pin(true);
    }

    @Override
    public void close() {
      closed = true;
      lease.close();
    }
  }
}
