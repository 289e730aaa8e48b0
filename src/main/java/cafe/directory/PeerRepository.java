package cafe.directory;

import cafe.kernel.PeerId;
import java.util.List;
import java.util.Optional;

/** Where published peers are kept. All methods run inside a unit of work. */
public interface PeerRepository {

  /**
   * Adds or replaces a peer.
   *
   * @param folded the name as {@link Folding} compares it
   */
  void put(PublishedPeer peer, String folded);

  /** A peer. */
  Optional<PublishedPeer> find(PeerId peer);

  /** Removes a peer. */
  void delete(PeerId peer);

  /**
   * Peers by account and part of the name, last updated first.
   *
   * @param address exact, or empty for any
   * @param folded part of the folded name, or empty for any; no character is special
   */
  List<PublishedPeer> search(String address, String folded, int limit);
}
