package cafe.storage.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Uploads take turns, first come, first served: so many at once, and so many of one client, whose
 * further ones wait without being in the way of others. Whoever waits has not had his body read.
 */
final class Places {
  private final int ofClient;
  private final int mayBeHere;
  private final Semaphore all;
  private final ConcurrentHashMap<PeerId, Own> clients = new ConcurrentHashMap<>();

  /**
   * @param all at once
   * @param ofClient at once of one client
   * @param mayWait how many may wait, of all clients
   */
  Places(int all, int ofClient, int mayWait) {
    this.ofClient = ofClient;
    this.mayBeHere = all + mayWait;
    this.all = new Semaphore(all, true);
  }

  /** The turns of one client, and how many of its uploads are here. */
  private record Own(Semaphore turns, int uploads) {
    Own more() {
      return new Own(turns, uploads + 1);
    }
  }

  /** A turn, to be given back. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits for a turn, however long: those before it are let go if they do not get on.
   *
   * @throws CafeException {@link Fault#OVERLOADED} if too many wait; {@link Fault#UNAVAILABLE} if
   *     interrupted
   */
  Place take(PeerId client) {
    Semaphore own = enter(client);
    boolean hasOwn = false;
    boolean taken = false;
    try {
      own.acquire();
      hasOwn = true;
      all.acquire();
      taken = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CafeException(Fault.UNAVAILABLE, "stopping", e);
    } finally {
      if (!taken) {
        leave(client, own, hasOwn);
      }
    }
    return () -> {
      all.release();
      leave(client, own, true);
    };
  }

  private Semaphore enter(PeerId client) {
    int here = clients.values().stream().mapToInt(Own::uploads).sum();
    if (here >= mayBeHere) {
      throw new CafeException(Fault.OVERLOADED, "too many uploads at once");
    }
    return clients
        .merge(client, new Own(new Semaphore(ofClient, true), 1), (old, one) -> old.more())
        .turns();
  }

  private void leave(PeerId client, Semaphore own, boolean hadTurn) {
    if (hadTurn) {
      own.release();
    }
    clients.computeIfPresent(
        client, (same, old) -> old.uploads() == 1 ? null : new Own(old.turns(), old.uploads() - 1));
  }
}
