package cafe.storage.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Uploads take turns, first come, first served: so many at once, and so many of one client, whose
 * further ones wait without being in the way of others. Whoever waits has not had his body read.
 */
final class Places {
  /** How often those who wait look whether their callers are still there. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Limits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<PeerId, Client> clients = new HashMap<>();
  private final Set<Turn> waiting = new LinkedHashSet<>();
  private int taken;
  private boolean stopping;

  Places(Limits limits) {
    this.limits = limits;
  }

  /**
   * How many uploads there may be.
   *
   * @param all at once
   * @param ofClient at once of one client
   * @param waiting how many may wait, of all clients
   * @param waitingOfClient how many of one client may wait
   */
  record Limits(int all, int ofClient, int waiting, int waitingOfClient) {}

  /** How many uploads of one client there are. */
  private static final class Client {
    private int taken;
    private int waiting;
  }

  /** Someone who waits. */
  private record Turn(Client client, Condition come) {}

  /** A turn, to be given back. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for a turn, however long: those before it are let go if they do not get on.
   *
   * @param gone whether nobody waits for the answer any more
   * @throws CafeException {@link Fault#OVERLOADED} if too many wait; {@link Fault#REQUEST_TIMEOUT}
   *     if the caller is gone; {@link Fault#UNAVAILABLE} if interrupted, or the cafe stops
   */
  Place take(PeerId id, BooleanSupplier gone) {
    lock.lock();
    try {
      Client client = clients.computeIfAbsent(id, unused -> new Client());
      try {
        if (mayGoOn(client)) {
          grant(client);
        } else {
          await(client, gone);
        }
      } finally {
        forgetIfIdle(id, client);
      }
      return () -> leave(id, client);
    } finally {
      lock.unlock();
    }
  }

  /** Those who wait are told that the cafe stops. */
  void stop() {
    lock.lock();
    try {
      stopping = true;
      waiting.forEach(turn -> turn.come().signal());
    } finally {
      lock.unlock();
    }
  }

  private boolean mayGoOn(Client client) {
    return taken < limits.all() && client.taken < limits.ofClient();
  }

  private void grant(Client client) {
    taken++;
    client.taken++;
  }

  private void await(Client client, BooleanSupplier gone) {
    if (waiting.size() >= limits.waiting() || client.waiting >= limits.waitingOfClient()) {
      throw new CafeException(Fault.OVERLOADED, "too many uploads at once");
    }
    Turn turn = new Turn(client, lock.newCondition());
    waiting.add(turn);
    client.waiting++;
    try {
      while (waiting.contains(turn)) {
        if (stopping) {
          throw new CafeException(Fault.UNAVAILABLE, "stopping");
        }
        if (gone.getAsBoolean()) {
          throw new CafeException(Fault.REQUEST_TIMEOUT, "the caller has gone");
        }
        long unused = turn.come().awaitNanos(LOOK_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (!waiting.contains(turn)) {
        release(client);
      }
      throw new CafeException(Fault.UNAVAILABLE, "stopping", e);
    } finally {
      client.waiting--;
      waiting.remove(turn);
    }
  }

  private void leave(PeerId id, Client client) {
    lock.lock();
    try {
      release(client);
      forgetIfIdle(id, client);
    } finally {
      lock.unlock();
    }
  }

  /** One turn given back lets at most one go on: the first whose client has not its share. */
  private void release(Client client) {
    taken--;
    client.taken--;
    for (Iterator<Turn> each = waiting.iterator(); each.hasNext(); ) {
      Turn turn = each.next();
      if (mayGoOn(turn.client())) {
        each.remove();
        grant(turn.client());
        turn.come().signal();
        return;
      }
    }
  }

  private void forgetIfIdle(PeerId id, Client client) {
    if (client.taken == 0 && client.waiting == 0) {
      clients.remove(id);
    }
  }
}
