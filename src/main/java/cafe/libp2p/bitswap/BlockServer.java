package cafe.libp2p.bitswap;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.Stream;
import cafe.libp2p.UnreachablePeerException;
import cafe.libp2p.bitswap.message.MessageWriter;
import cafe.libp2p.bitswap.message.Version;
import cafe.libp2p.bitswap.message.Want;
import cafe.libp2p.frames.MemoryBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Answers wants: one ledger and one sender per connected peer. */
final class BlockServer {
  private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(30);
  private static final int PARALLEL_READS = 8;

  private final Host host;
  private final BlockSource source;
  private final BitswapLimits limits;
  private final MemoryBudget memory;
  private final WantIndex index;
  private final Map<PeerId, Answers> peers = new ConcurrentHashMap<>();

  BlockServer(Host host, BlockSource source, BitswapLimits limits) {
    this.host = host;
    this.source = source;
    this.limits = limits;
    this.memory = new MemoryBudget(limits.serving().memory());
    this.index = new WantIndex(limits.serving().wantsTotal());
  }

  /** Takes a wantlist of a peer and looks up what it wants. */
  void wants(PeerId peer, List<Want> wants, boolean full) throws IOException {
    if (wants.isEmpty() && !full) {
      return;
    }
    Answers answers = peers.computeIfAbsent(peer, Answers::new);
    List<Want> unknown = answers.ledger.note(wants, full);
    if (!unknown.isEmpty()) {
      answers.ledger.found(unknown, sizes(unknown));
    }
    if (host.connection(peer).isEmpty()) {
      // it may have gone before we began to remember its wants
      forget(peer);
    } else {
      answers.sender.wake();
    }
  }

  /** Answers those who wait for the block. */
  void added(Cid cid, int size) {
    if (size > limits.message().maxBlock()) {
      return;
    }
    Multihash hash = cid.multihash();
    index.waiting(hash).forEach(ledger -> ledger.added(hash, size));
  }

  /** Forgets a peer that has gone. */
  void forget(PeerId peer) {
    Answers answers = peers.remove(peer);
    if (answers != null) {
      answers.sender.close();
      answers.ledger.clear();
    }
  }

  void close() {
    peers.keySet().forEach(this::forget);
  }

  /** The wants remembered for a peer. */
  int wantsOf(PeerId peer) {
    Answers answers = peers.get(peer);
    return answers == null ? 0 : answers.ledger.size();
  }

  private Map<Cid, Integer> sizes(List<Want> wants) throws IOException {
    Map<Cid, Integer> sizes = new HashMap<>();
    List<Cid> stored = new ArrayList<>();
    for (Want want : wants) {
      if (isIdentity(want.cid())) {
        sizes.put(want.cid(), want.cid().multihash().digestLength());
      } else {
        stored.add(want.cid());
      }
    }
    if (!stored.isEmpty()) {
      source.sizes(stored).forEach(sizes::put);
    }
    sizes.values().removeIf(size -> size > limits.message().maxBlock());
    return sizes;
  }

  /** Reads several blocks at a time: a store may be far away. */
  private List<Optional<byte[]>> readAll(List<PeerLedger.Entry> entries) {
    if (entries.size() == 1) {
      return List.of(read(entries.getFirst()));
    }
    Semaphore turns = new Semaphore(PARALLEL_READS);
    List<Optional<byte[]>> blocks =
        new ArrayList<>(Collections.nCopies(entries.size(), Optional.empty()));
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < entries.size(); i++) {
        int index = i;
        turns.acquireUninterruptibly();
        readers.execute(
            () -> {
              try {
                blocks.set(index, read(entries.get(index)));
              } finally {
                turns.release();
              }
            });
      }
    }
    return blocks;
  }

  private Optional<byte[]> read(PeerLedger.Entry entry) {
    if (isIdentity(entry.cid())) {
      return Optional.of(entry.cid().multihash().digest());
    }
    try {
      return source.read(entry.cid()).filter(block -> block.length == entry.size());
    } catch (IOException e) {
      // the peer asks again or elsewhere; the store has its own way to complain
      return Optional.empty();
    }
  }

  private static boolean isIdentity(Cid cid) {
    return cid.multihash().code() == Multihash.IDENTITY;
  }

  /** What is being said to one peer. */
  private final class Answers implements PeerSender.Script {
    private final PeerId peer;
    private final PeerSender sender = new PeerSender(this, memory, limits.stall());
    private final PeerLedger ledger =
        new PeerLedger(index, limits.serving().wantsPerPeer(), sender::wake);
    private PeerLedger.Batch batch = PeerLedger.Batch.EMPTY;
    private int target;

    private Answers(PeerId peer) {
      this.peer = peer;
    }

    @Override
    public boolean hasWork() {
      return ledger.hasAnswers();
    }

    @Override
    public Stream open() throws IOException {
      Connection connection =
          host.connection(peer).orElseThrow(() -> new UnreachablePeerException("peer has gone"));
      target = 1;
      return connection.newStream(OPEN_TIMEOUT, Version.protocols());
    }

    @Override
    public Optional<MessageWriter> next(Version version, MemoryBudget.Lease lease)
        throws IOException {
      MessageWriter message;
      do {
        lease.shrink(batch.bytes());
        batch = ledger.next(target);
        if (batch.isEmpty()) {
          return Optional.empty();
        }
        lease.grow(batch.bytes());
        message = answer(version, lease);
        if (message.isEmpty()) {
          // only what this peer's version cannot say
          ledger.sent(batch);
        }
      } while (message.isEmpty());
      return Optional.of(message);
    }

    private MessageWriter answer(Version version, MemoryBudget.Lease lease) {
      MessageWriter message = new MessageWriter(version).pendingBytes(batch.pending());
      batch.dontHaves().forEach(cid -> message.presence(cid, false));
      batch.haves().forEach(entry -> message.presence(entry.cid(), true));
      lease.pin(true);
      List<Optional<byte[]>> blocks = readAll(batch.blocks());
      for (int i = 0; i < blocks.size(); i++) {
        Cid cid = batch.blocks().get(i).cid();
        blocks
            .get(i)
            .ifPresentOrElse(
                block -> message.block(cid, block), () -> message.presence(cid, false));
      }
      lease.pin(false);
      return message;
    }

    @Override
    public void sent() {
      ledger.sent(batch);
      // the first message is one block, to see whether the peer reads at all
      target = Math.clamp(2L * batch.bytes(), target, limits.serving().batchBytes());
    }

    @Override
    public void failed() {
      ledger.clear();
      if (host.connection(peer).isEmpty()) {
        forget(peer);
      }
    }
  }
}
