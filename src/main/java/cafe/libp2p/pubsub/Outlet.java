package cafe.libp2p.pubsub;

import cafe.kernel.PeerId;
import cafe.libp2p.pubsub.rpc.Part;

/** Where the router's statements go: a queue per peer. Never blocks. */
@FunctionalInterface
interface Outlet {
  void send(PeerId peer, Part part);
}
