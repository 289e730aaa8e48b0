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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Dials peers: all callers that want the same peer share one dial; its addresses are tried at short
 * intervals until one of them answers.
 */
final class Dialer {
  /** How one address is dialed; blocks. */
  interface Attempt {
    HostConnection dial(PeerId peer, Multiaddr address, boolean publicOnly) throws IOException;
  }

  private static final Duration INTERVAL = Duration.ofMillis(300);
  private static final int MAX_ADDRESSES = 16;

  private final Attempt attempt;
  private final Function<PeerId, Optional<HostConnection>> live;
  private final BiPredicate<PeerId, Multiaddr> publicOnly;
  private final Deadlines deadlines;
  private final DialBackoff backoff = new DialBackoff();
  private final Map<PeerId, CompletableFuture<HostConnection>> dials = new ConcurrentHashMap<>();

  /**
   * Makes one.
   *
   * @param live finds a connection there is already
   * @param publicOnly which known addresses must not lead into a private network
   */
  Dialer(
      Attempt attempt,
      Function<PeerId, Optional<HostConnection>> live,
      BiPredicate<PeerId, Multiaddr> publicOnly,
      Deadlines deadlines) {
    this.attempt = attempt;
    this.live = live;
    this.publicOnly = publicOnly;
    this.deadlines = deadlines;
  }

  /**
   * Dials the peer.
   *
   * @param given addresses the caller names; they are tried even if they failed lately, and
   *     wherever they lead
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
            mine::complete, () -> new Race(peer, candidates(peer, given, known), mine).start());
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

  /** An address to try. */
  private record Candidate(Multiaddr address, boolean publicOnly) {}

  private List<Candidate> candidates(
      PeerId peer, Collection<Multiaddr> given, Collection<Multiaddr> known) {
    long now = System.nanoTime();
    Map<Multiaddr, Boolean> all = new LinkedHashMap<>();
    given.forEach(address -> all.put(address.withoutPeerId(), false));
    known.stream()
        .filter(address -> !backoff.blocks(address, now))
        .forEach(address -> all.putIfAbsent(address, publicOnly.test(peer, address)));
    return all.entrySet().stream()
        .map(each -> new Candidate(each.getKey(), each.getValue()))
        .filter(each -> SocketAddresses.dialable(each.address))
        .sorted(Comparator.comparing(each -> each.address.has(MultiaddrProtocol.WS)))
        .limit(MAX_ADDRESSES)
        .toList();
  }

  /** One dial: every failure, and every interval without an answer, starts the next address. */
  private final class Race {
    private final PeerId peer;
    private final List<Candidate> addresses;
    private final CompletableFuture<HostConnection> result;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    Race(PeerId peer, List<Candidate> addresses, CompletableFuture<HostConnection> result) {
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
      Multiaddr address = addresses.get(index).address;
      try {
        HostConnection connection = attempt.dial(peer, address, addresses.get(index).publicOnly);
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
