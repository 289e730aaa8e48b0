package cafe.libp2p.host;

import cafe.kernel.PeerId;
import cafe.libp2p.LimitExceededException;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.MultiaddrProtocol;
import cafe.libp2p.UnreachablePeerException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Dials peers: all callers that want the same peer share one dial; its addresses are tried at short
 * intervals until one of them answers.
 */
final class Dialer {
  /** How one address is dialed; blocks. */
  interface Attempt {
    HostConnection dial(PeerId peer, Multiaddr address) throws IOException;
  }

  private static final Duration INTERVAL = Duration.ofMillis(300);
  private static final int MAX_ADDRESSES = 16;

  private final Attempt attempt;
  private final Function<PeerId, Optional<HostConnection>> live;
  private final Deadlines deadlines;
  private final DialBackoff backoff = new DialBackoff();
  private final Map<PeerId, CompletableFuture<HostConnection>> dials = new ConcurrentHashMap<>();

  /**
   * Makes one.
   *
   * @param live finds a connection there is already
   */
  Dialer(Attempt attempt, Function<PeerId, Optional<HostConnection>> live, Deadlines deadlines) {
    this.attempt = attempt;
    this.live = live;
    this.deadlines = deadlines;
  }

  /**
   * Dials the peer.
   *
   * @param given addresses the caller names; they are tried even if they failed lately
   * @param known other addresses
   */
  HostConnection dial(
      PeerId peer, Collection<Multiaddr> given, Collection<Multiaddr> known, Duration timeout)
      throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    CompletableFuture<HostConnection> mine = new CompletableFuture<>();
    CompletableFuture<HostConnection> running = dials.putIfAbsent(peer, mine);
    while (running != null) {
      try {
        return await(peer, running, deadline);
      } catch (UnreachablePeerException e) {
        if (System.nanoTime() - deadline >= 0) {
          throw e;
        }
        running = dials.putIfAbsent(peer, mine); // theirs failed; ours has other addresses
      }
    }
    var _ = mine.whenComplete((connection, failure) -> dials.remove(peer, mine));
    // A dial that ended since the caller looked has left its connection in the table.
    live.apply(peer)
        .ifPresentOrElse(
            mine::complete, () -> new Race(peer, candidates(given, known), mine).start());
    return await(peer, mine, deadline);
  }

  private static HostConnection await(
      PeerId peer, CompletableFuture<HostConnection> running, long deadline) throws IOException {
    try {
      return running.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new UnreachablePeerException("dialing " + peer + " takes too long");
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      if (cause instanceof LimitExceededException limit) {
        throw new LimitExceededException(String.valueOf(limit.getMessage()));
      }
      IOException failed =
          new UnreachablePeerException("cannot dial " + peer + ": " + cause.getMessage());
      failed.initCause(cause);
      throw failed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while dialing");
    }
  }

  private List<Multiaddr> candidates(Collection<Multiaddr> given, Collection<Multiaddr> known) {
    long now = System.nanoTime();
    Set<Multiaddr> all = new LinkedHashSet<>();
    given.stream().map(Multiaddr::withoutPeerId).forEach(all::add);
    known.stream().filter(address -> !backoff.blocks(address, now)).forEach(all::add);
    return all.stream()
        .filter(SocketAddresses::dialable)
        .sorted(Comparator.comparing(address -> address.has(MultiaddrProtocol.WS)))
        .limit(MAX_ADDRESSES)
        .toList();
  }

  /** One dial: every failure, and every interval without an answer, starts the next address. */
  private final class Race {
    private final PeerId peer;
    private final List<Multiaddr> addresses;
    private final CompletableFuture<HostConnection> result;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    Race(PeerId peer, List<Multiaddr> addresses, CompletableFuture<HostConnection> result) {
      this.peer = peer;
      this.addresses = addresses;
      this.result = result;
    }

    void start() {
      if (addresses.isEmpty()) {
        result.completeExceptionally(new IOException("no address to dial"));
      } else {
        next(0);
      }
    }

    /** Starts the address of that index unless it has been started. */
    private void next(int index) {
      if (index < addresses.size() && !result.isDone() && started.compareAndSet(index, index + 1)) {
        Thread.ofVirtual().name("libp2p-dial").start(() -> run(index));
        deadlines.in(INTERVAL, () -> next(index + 1));
      }
    }

    private void run(int index) {
      Multiaddr address = addresses.get(index);
      try {
        HostConnection connection = attempt.dial(peer, address);
        backoff.succeeded(address);
        if (!result.complete(connection)) {
          connection.close();
        }
      } catch (IOException | RuntimeException e) {
        if (!(e instanceof LimitExceededException)) {
          backoff.failed(address, System.nanoTime());
        }
        next(started.get());
        if (failed.incrementAndGet() == addresses.size()) {
          result.completeExceptionally(e);
        }
      }
    }
  }
}
