package cafe.storage.stream;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.peer.PeerNode;
import cafe.storage.exchange.BlockAudience;
import jakarta.enterprise.context.ApplicationScoped;

/** Peers that asked by bitswap for blocks that were not here yet: they get them when they come. */
@ApplicationScoped
class WaitingPeers implements BlockAudience {

  private final PeerNode peers;

  WaitingPeers(PeerNode peers) {
    this.peers = peers;
  }

  @Override
  public void added(Multihash hash, int size) {
    // Bitswap answers in the spelling of the want; any name of the hash tells it which block.
    peers.bitswap().ifPresent(bitswap -> bitswap.blockAdded(Cid.v1(Cid.RAW, hash), size));
  }
}
