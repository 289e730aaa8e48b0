package cafe.storage.stream;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.dagpb.DagPb;
import cafe.ipld.dagpb.PbLink;
import cafe.kernel.PeerId;
import cafe.libp2p.bitswap.Bitswap;
import cafe.libp2p.bitswap.BlockVisitor;
import cafe.libp2p.bitswap.FetchRequest;
import cafe.peer.PeerNode;
import cafe.storage.StorageConfig;
import cafe.storage.exchange.BlockFetcher;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Fetches by bitswap, one thing at a time from each peer and a few at a time from all, so that
 * peers which promise blocks and send none hold up nobody but themselves.
 */
@ApplicationScoped
class BitswapFetcher implements BlockFetcher {

  private static final System.Logger LOG = System.getLogger(BitswapFetcher.class.getName());

  private final PeerNode peers;
  private final Semaphore places;
  private final Set<PeerId> asked = ConcurrentHashMap.newKeySet();

  BitswapFetcher(PeerNode peers, StorageConfig config) {
    this.peers = peers;
    this.places = new Semaphore(config.parallelFetches());
  }

  @Override
  public List<Fetched> file(PeerId from, Cid root, Bounds bounds) {
    return inTurn(from, root, bounds, BitswapFetcher::beneath);
  }

  @Override
  public List<Fetched> block(PeerId from, Cid cid, Bounds bounds) {
    return inTurn(from, cid, bounds, (name, block) -> List.of());
  }

  private List<Fetched> inTurn(PeerId from, Cid root, Bounds bounds, BlockVisitor next) {
    Optional<Bitswap> bitswap = peers.bitswap();
    if (bitswap.isEmpty() || !isConnected(from) || !asked.add(from)) {
      return List.of();
    }
    try {
      if (!places.tryAcquire()) {
        return List.of();
      }
      FetchRequest request =
          new FetchRequest(List.of(from), bounds.timeout(), bounds.maxBlocks(), bounds.maxBytes());
      try {
        return fetch(bitswap.get(), root, request, next);
      } finally {
        places.release();
      }
    } finally {
      asked.remove(from);
    }
  }

  private boolean isConnected(PeerId peer) {
    return peers.host().flatMap(host -> host.connection(peer)).isPresent();
  }

  private static List<Fetched> fetch(
      Bitswap bitswap, Cid root, FetchRequest request, BlockVisitor next) {
    List<Fetched> blocks = new ArrayList<>();
    try {
      bitswap.fetchAll(
          List.of(root),
          request,
          (cid, block) -> {
            blocks.add(new Fetched(cid, block));
            return next.visit(cid, block);
          });
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, () -> "a peer did not give what it named: " + e);
      return List.of();
    }
    return blocks.reversed();
  }

  private static Collection<Cid> beneath(Cid cid, byte[] block) throws IOException {
    if (cid.codec() != Cid.DAG_PB) {
      return List.of();
    }
    try {
      return DagPb.decode(block).links().stream().map(PbLink::cid).toList();
    } catch (FormatException e) {
      throw new IOException("not a node, whatever its name says", e);
    }
  }
}
