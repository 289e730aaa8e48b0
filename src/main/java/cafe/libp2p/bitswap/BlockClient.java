package cafe.libp2p.bitswap;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.Multihash;
import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.LimitExceededException;
import cafe.libp2p.Stream;
import cafe.libp2p.bitswap.message.MessageWriter;
import cafe.libp2p.bitswap.message.Version;
import cafe.libp2p.bitswap.message.Want;
import cafe.libp2p.frames.MemoryBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Tells peers what we want and hands what they send to the fetches that want it. */
final class BlockClient {
  private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ASKED = 32;
  private static final int WANTS_PER_MESSAGE = 256;

  private final Host host;
  private final BitswapLimits limits;

  /** What we want is small; the memory for it is not worth waiting for. */
  private final MemoryBudget memory = new MemoryBudget(Long.MAX_VALUE);

  private final Map<PeerId, Wants> peers = new ConcurrentHashMap<>();
  private final Set<Fetch> fetches = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Multihash, Set<Fetch>> interests = new HashMap<>();

  BlockClient(Host host, BitswapLimits limits) {
    this.host = host;
    this.limits = limits;
  }

  Bitswap.Fetched fetch(Collection<Cid> roots, FetchRequest request, BlockVisitor visitor)
      throws IOException {
    Collection<PeerId> asked = request.peers().isEmpty() ? connected() : request.peers();
    Fetch fetch = new Fetch(this, request, asked, limits.fetching());
    fetches.add(fetch);
    try {
      if (fetches.size() > limits.fetching().maxFetches()) {
        throw new LimitExceededException("too many fetches at once");
      }
      return fetch.run(roots, visitor);
    } finally {
      fetches.remove(fetch);
    }
  }

  private List<PeerId> connected() {
    Set<PeerId> speaking = new LinkedHashSet<>();
    for (Connection connection : host.connections()) {
      Set<String> known = connection.remoteProtocols();
      // Before identify has told, ask: who does not speak bitswap refuses the stream.
      if (known.isEmpty() || !Collections.disjoint(known, List.of(Version.protocols()))) {
        speaking.add(connection.remotePeer());
      }
    }
    return speaking.stream().limit(MAX_ASKED).toList();
  }

  /** Whether anything a peer sends could be of use. */
  boolean asks(PeerId peer) {
    return !fetches.isEmpty() && peers.containsKey(peer);
  }

  /** A block that a peer sent; false if nobody wants it. */
  boolean block(PeerId peer, byte[] prefix, byte[] data) throws IOException {
    Multihash hash;
    try {
      hash = Cid.ofPrefix(ByteBuffer.wrap(prefix), ByteBuffer.wrap(data)).multihash();
    } catch (FormatException e) {
      return false;
    }
    Set<Fetch> wanting;
    lock.lock();
    try {
      wanting = interests.remove(hash);
    } finally {
      lock.unlock();
    }
    if (wanting == null) {
      return false;
    }
    for (Fetch fetch : wanting) {
      fetch.block(peer, hash, data);
    }
    return true;
  }

  /** A HAVE or DONT_HAVE that a peer sent. */
  void presence(PeerId peer, Cid cid, boolean have) {
    List<Fetch> wanting;
    lock.lock();
    try {
      wanting = List.copyOf(interests.getOrDefault(cid.multihash(), Set.of()));
    } finally {
      lock.unlock();
    }
    wanting.forEach(fetch -> fetch.presence(peer, cid, have));
  }

  /** Remembers that a fetch wants a block. */
  void want(Multihash hash, Fetch fetch) {
    lock.lock();
    try {
      interests.computeIfAbsent(hash, unused -> new LinkedHashSet<>(1)).add(fetch);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what a fetch wants. Returns what now nobody wants any more. */
  Set<Multihash> unwant(Collection<Multihash> hashes, Fetch fetch) {
    Set<Multihash> abandoned = new HashSet<>();
    lock.lock();
    try {
      for (Multihash hash : hashes) {
        Set<Fetch> wanting = interests.get(hash);
        if (wanting != null && wanting.remove(fetch) && wanting.isEmpty()) {
          interests.remove(hash);
          abandoned.add(hash);
        }
      }
      return abandoned;
    } finally {
      lock.unlock();
    }
  }

  /** Sends wants and cancels. */
  void send(List<FetchPlan.Ask> asks) {
    Map<PeerId, List<Want>> byPeer = new LinkedHashMap<>();
    for (FetchPlan.Ask ask : asks) {
      byPeer.computeIfAbsent(ask.peer(), unused -> new ArrayList<>()).add(ask.want());
    }
    byPeer.forEach((peer, wants) -> peers.computeIfAbsent(peer, Wants::new).add(wants));
  }

  /** A peer is gone, or cannot be reached. */
  void lost(PeerId peer) {
    Wants wants = peers.remove(peer);
    if (wants != null) {
      wants.sender.close();
      fetches.forEach(fetch -> fetch.lost(peer));
    }
  }

  void close() {
    peers.keySet().forEach(this::lost);
  }

  /** What is yet to be said to one peer. */
  private final class Wants implements PeerSender.Script {
    private final PeerId peer;
    private final PeerSender sender = new PeerSender(this, memory, limits.stall());
    private final ReentrantLock lock = new ReentrantLock();

    /** Bounded by what fetches want: a cancel takes the place of its want. */
    private final Map<Cid, Want> unsaid = new LinkedHashMap<>();

    private Wants(PeerId peer) {
      this.peer = peer;
    }

    private void add(List<Want> wants) {
      lock.lock();
      try {
        wants.forEach(want -> unsaid.put(want.cid(), want));
      } finally {
        lock.unlock();
      }
      sender.wake();
    }

    @Override
    public boolean hasWork() {
      lock.lock();
      try {
        return !unsaid.isEmpty();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public Stream open() throws IOException {
      return host.newStream(peer, OPEN_TIMEOUT, Version.protocols());
    }

    @Override
    public Optional<MessageWriter> next(Version version, MemoryBudget.Lease lease) {
      MessageWriter message = new MessageWriter(version);
      lock.lock();
      try {
        while (message.isEmpty() && !unsaid.isEmpty()) {
          List<Want> batch = unsaid.values().stream().limit(WANTS_PER_MESSAGE).toList();
          batch.forEach(message::want);
          batch.forEach(want -> unsaid.remove(want.cid()));
        }
      } finally {
        lock.unlock();
      }
      return message.isEmpty() ? Optional.empty() : Optional.of(message);
    }

    @Override
    public void sent() {}

    @Override
    public void failed() {
      lost(peer);
    }
  }
}
