package cafe.libp2p.frames;

import cafe.libp2p.LimitExceededException;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that all transfers of one kind may hold in memory together.
 *
 * <p>A transfer leases bytes as it needs them and waits while there are none. If it has waited a
 * second, the transfers that have stalled longest (at least a second) are aborted in favour of
 * those that move: many peers that do not read, or do not finish what they send, cannot keep the
 * others from being served. Waiting transfers are woken in about the order in which they came.
 *
 * <p>The transfers of one owner hold an eighth of the memory at most, all together, so that he does
 * not keep others waiting. One of them may hold more: whatever its size, it is not waited for by
 * all others in vain.
 */
public final class MemoryBudget {
  /** A lease for what is too small to count. */
  public static final Lease FREE = new MemoryBudget(0).unlimited();

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * So much of the memory is freed at once, lest one stalled peer after another be waited for; and
   * so much is one owner's.
   */
  private static final int SHARE = 8;

  /** What is read moves if in a second so many bytes come, or this part of what it holds. */
  private static final int MOVES = 1024;

  private static final int MOVING_SHARE = 256;

  private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition released = lock.newCondition();
  private final Set<Lease> leases = new HashSet<>();
  private final Map<Object, Owner> owners = new HashMap<>();
  private final long capacity;
  private long used;

  /** A budget of so many bytes. */
  public MemoryBudget(long capacity) {
    this.capacity = capacity;
  }

  /** As {@link #lease(Object, Runnable)}, for an owner who has no other. */
  public Lease lease(Runnable abort) {
    return lease(new Object(), abort);
  }

  /**
   * Opens an empty lease for one transfer.
   *
   * @param owner whose transfers share what one of them may hold
   * @param abort ends the transfer from another thread; must not block
   */
  public Lease lease(Object owner, Runnable abort) {
    lock.lock();
    try {
      Lease lease = new Lease(this, owners.computeIfAbsent(owner, Owner::new), abort);
      lease.owner.leases++;
      lease.progress();
      leases.add(lease);
      return lease;
    } finally {
      lock.unlock();
    }
  }

  /** Whose the leases are; guarded by the lock. */
  private static final class Owner {
    private final Object name;
    private int leases;

    /** The lease that may exceed the share, and what the others hold. */
    private @Nullable Lease beyond;

    private long held;

    private Owner(Object name) {
      this.name = name;
    }

    private boolean grants(Lease lease, int bytes, long share) {
      if (beyond == null && held + bytes > share) {
        beyond = lease;
        held -= lease.held;
      }
      return beyond == lease || held + bytes <= share;
    }

    private void add(Lease lease, int bytes) {
      lease.held += bytes;
      if (beyond != lease) {
        held += bytes;
      }
    }
  }

  /** Bytes leased now. */
  public long used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  /** Leases that are open now. */
  public int leases() {
    lock.lock();
    try {
      return leases.size();
    } finally {
      lock.unlock();
    }
  }

  private Lease unlimited() {
    return new Lease(this, new Owner(this), () -> {});
  }

  private void take(Lease lease, int bytes) throws IOException {
    if (bytes > capacity) {
      throw new LimitExceededException("transfer larger than the memory for all of them");
    }
    lock.lock();
    try {
      long start = System.nanoTime();
      long patient = start + PATIENCE_NANOS;
      while (used + bytes > capacity || !lease.owner.grants(lease, bytes, capacity / SHARE)) {
        long now = System.nanoTime();
        if (lease.aborted || now - start > MAX_WAIT_NANOS) {
          throw new LimitExceededException("no memory for this transfer now");
        }
        if (now - patient >= 0) {
          abortStalled(lease.owner, bytes);
          patient = now + PATIENCE_NANOS;
        }
        lease.waiting = true;
        long unused = released.awaitNanos(patient - now);
      }
      if (lease.aborted) {
        throw new LimitExceededException("transfer given up: stalled");
      }
      lease.excuse(System.nanoTime() - start);
      used += bytes;
      lease.owner.add(lease, bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LimitExceededException("interrupted while waiting for memory");
    } finally {
      lease.waiting = false;
      lock.unlock();
    }
  }

  /**
   * Aborts those that have stalled longest, until so many bytes are on their way back. If it is the
   * owner's share that is used up these are his own, and none that waits: he has one that does not.
   */
  private void abortStalled(Owner owner, int bytes) {
    boolean full = used + bytes > capacity;
    long wanted = full ? Math.max(bytes, capacity / SHARE) : bytes;
    List<Lease> concerned =
        leases.stream().filter(lease -> full || lease.owner == owner && !lease.waiting).toList();
    long now = System.nanoTime();
    List<Lease> stalled =
        concerned.stream()
            .filter(lease -> lease.held > 0 && !lease.aborted && !lease.pinned)
            .filter(lease -> now - lease.progressed > PATIENCE_NANOS)
            .sorted(Comparator.comparingLong(lease -> lease.progressed - now))
            .toList();
    long freed = concerned.stream().filter(lease -> lease.aborted).mapToLong(one -> one.held).sum();
    for (Lease lease : stalled) {
      if (freed >= wanted) {
        return;
      }
      lease.abort();
      freed += lease.held;
    }
  }

  private void give(Lease lease, int bytes, boolean close) {
    lock.lock();
    try {
      int returned = Math.min(bytes, lease.held);
      lease.owner.add(lease, -returned);
      used -= returned;
      if (close && leases.remove(lease)) {
        close(lease, lease.owner);
      }
      released.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void close(Lease lease, Owner owner) {
    if (owner.beyond == lease) {
      owner.beyond = null;
    }
    owner.leases--;
    if (owner.leases == 0) {
      owners.remove(owner.name);
    }
  }

  /** The bytes that one transfer holds. Used by one thread, aborted by any. */
  public static final class Lease implements AutoCloseable {
    private final MemoryBudget budget;
    private final Owner owner;
    private final Runnable abort;
    private int held;
    private boolean waiting;
    private int moved;
    private volatile long progressed;
    private volatile boolean aborted;
    private volatile boolean pinned;

    private Lease(MemoryBudget budget, Owner owner, Runnable abort) {
      this.budget = budget;
      this.owner = owner;
      this.abort = abort;
    }

    /**
     * Adds bytes to the lease, waiting for them if need be.
     *
     * @throws LimitExceededException if there are none for a minute, or this transfer was aborted
     */
    public void grow(int bytes) throws IOException {
      if (this != FREE && bytes > 0) {
        budget.take(this, bytes);
        progress();
      }
    }

    /**
     * As {@link #grow}, for bytes as they come, one read after another. Like {@link #progress(int)}
     * it makes the transfer move when enough of them have come.
     */
    public void growAsRead(int bytes) throws IOException {
      if (this != FREE && bytes > 0) {
        budget.take(this, bytes);
        progress(bytes);
      }
    }

    /** Gives bytes back. */
    public void shrink(int bytes) {
      if (this != FREE && bytes > 0) {
        budget.give(this, bytes, false);
      }
    }

    /** Says that the transfer has moved. */
    public void progress() {
      if (this != FREE) {
        progressed = System.nanoTime();
      }
    }

    /**
     * Says that so many bytes have been read. The transfer moves when enough of them have: what
     * drips holds memory no better than what has stopped.
     */
    public void progress(int bytes) {
      if (this == FREE) {
        return;
      }
      moved += bytes;
      if (moved >= Math.max(MOVES, held / MOVING_SHARE)) {
        moved = 0;
        progress();
      }
    }

    /** While pinned it counts as moving: it waits for us, not for the peer. */
    public void pin(boolean on) {
      progress();
      pinned = on;
    }

    /** Gives everything back. */
    @Override
    public void close() {
      budget.give(this, Integer.MAX_VALUE, true);
    }

    /** To wait for memory is not to stall. */
    private void excuse(long waited) {
      long before = progressed;
      progressed = before + waited;
    }

    private void abort() {
      aborted = true;
      abort.run();
    }
  }
}
