package cafe.libp2p.bitswap;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.kernel.PeerId;
import cafe.libp2p.LimitExceededException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One fetch: wants blocks, hands them to the visitor and wants what that names, on the thread of
 * the caller. Streams put what they receive into its inbox, and wait there while it is full.
 */
final class Fetch {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int MAX_EVENTS = 8192;

  private sealed interface Event {
    record Block(PeerId peer, Multihash hash, byte[] data) implements Event {}

    record Presence(PeerId peer, Cid cid, boolean have) implements Event {}

    record Lost(PeerId peer) implements Event {}
  }

  private final BlockClient client;
  private final FetchRequest request;
  private final BitswapLimits.Fetching limits;
  private final Set<PeerId> peers;
  private final FetchPlan plan;

  /** What is to be wanted, the next first: depth first, as files are read. */
  private final Deque<Cid> frontier = new ArrayDeque<>();

  private final Set<Multihash> seen = new HashSet<>();
  private int blocks;
  private long bytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition taken = lock.newCondition();
  private final Deque<Event> inbox = new ArrayDeque<>();
  private int inboxBytes;
  private boolean closed;

  Fetch(
      BlockClient client,
      FetchRequest request,
      Collection<PeerId> peers,
      BitswapLimits.Fetching limits) {
    this.client = client;
    this.request = request;
    this.limits = limits;
    this.peers = Set.copyOf(peers);
    this.plan = new FetchPlan(peers);
  }

  Bitswap.Fetched run(Collection<Cid> roots, BlockVisitor visitor) throws IOException {
    long deadline = System.nanoTime() + request.timeout().toNanos();
    try {
      enqueue(roots);
      while (true) {
        fillWindow(visitor);
        if (plan.size() == 0) {
          return new Bitswap.Fetched(blocks, bytes);
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new SocketTimeoutException("fetch took longer than " + request.timeout());
        }
        Optional<Event> event = poll(Math.min(left, TICK_NANOS));
        if (event.isPresent()) {
          handle(event.get(), visitor);
        } else {
          client.send(plan.tick(System.nanoTime()));
        }
      }
    } finally {
      close();
    }
  }

  private void fillWindow(BlockVisitor visitor) throws IOException {
    List<FetchPlan.Ask> asks = new ArrayList<>();
    while (plan.size() < limits.window() && !frontier.isEmpty()) {
      Cid cid = frontier.removeFirst();
      Multihash hash = cid.multihash();
      if (hash.code() == Multihash.IDENTITY) {
        visit(cid, hash.digest(), visitor);
      } else {
        client.want(hash, this);
        asks.addAll(plan.want(cid, System.nanoTime()));
      }
    }
    client.send(asks);
  }

  private void handle(Event event, BlockVisitor visitor) throws IOException {
    long now = System.nanoTime();
    switch (event) {
      case Event.Presence(PeerId peer, Cid cid, boolean have) ->
          client.send(have ? plan.have(peer, cid, now) : plan.dontHave(peer, cid, now));
      case Event.Lost(PeerId peer) -> client.send(plan.lost(peer, now));
      case Event.Block(PeerId peer, Multihash hash, byte[] data) -> {
        Optional<Cid> cid = plan.nameOf(hash);
        if (cid.isPresent()) {
          client.send(plan.arrived(peer, cid.get(), now));
          visit(cid.get(), data, visitor);
        }
      }
    }
  }

  private void visit(Cid cid, byte[] data, BlockVisitor visitor) throws IOException {
    blocks++;
    bytes += data.length;
    if (bytes > request.maxBytes()) {
      throw new LimitExceededException("fetch of more than " + request.maxBytes() + " bytes");
    }
    enqueue(visitor.visit(cid, data));
  }

  private void enqueue(Collection<Cid> cids) throws LimitExceededException {
    List<Cid> fresh = new ArrayList<>();
    for (Cid cid : cids) {
      if (seen.add(cid.multihash())) {
        fresh.add(cid);
      }
      if (seen.size() > request.maxBlocks()) {
        throw new LimitExceededException("fetch of more than " + request.maxBlocks() + " blocks");
      }
    }
    fresh.reversed().forEach(frontier::addFirst);
  }

  private Optional<Event> poll(long nanos) throws IOException {
    lock.lock();
    try {
      long left = nanos;
      while (inbox.isEmpty() && left > 0) {
        left = arrived.awaitNanos(left);
      }
      Event event = inbox.poll();
      if (event instanceof Event.Block block) {
        inboxBytes -= block.data().length;
        taken.signalAll();
      }
      return Optional.ofNullable(event);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted during a fetch", e);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a verified block; waits while too much is waiting for the visitor. */
  void block(PeerId peer, Multihash hash, byte[] data) throws IOException {
    lock.lock();
    try {
      while (!closed && inboxBytes > 0 && inboxBytes + data.length > limits.inboxBytes()) {
        taken.await();
      }
      if (!closed) {
        inbox.add(new Event.Block(peer, hash, data));
        inboxBytes += data.length;
        arrived.signal();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while handing over a block", e);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a HAVE or DONT_HAVE; a flood of them is dropped, since time tells as well. */
  void presence(PeerId peer, Cid cid, boolean have) {
    offer(peer, new Event.Presence(peer, cid, have));
  }

  /** A peer is gone. */
  void lost(PeerId peer) {
    offer(peer, new Event.Lost(peer));
  }

  private void offer(PeerId peer, Event event) {
    if (!peers.contains(peer)) {
      return;
    }
    lock.lock();
    try {
      if (!closed && inbox.size() < MAX_EVENTS) {
        inbox.add(event);
        arrived.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void close() {
    lock.lock();
    try {
      closed = true;
      inbox.clear();
      taken.signalAll();
    } finally {
      lock.unlock();
    }
    Set<Multihash> abandoned = client.unwant(plan.hashes(), this);
    client.send(
        plan.cancelAll().stream()
            .filter(ask -> abandoned.contains(ask.want().cid().multihash()))
            .toList());
  }
}
