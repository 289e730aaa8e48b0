package cafe.kernel;

import java.util.List;

/** Where peers can dial this node. */
public interface NodeAddresses {

  /**
   * Multiaddrs that end in {@code /p2p/<peer id>}, ready to be dialed; empty while the node does
   * not listen.
   */
  List<String> addresses();
}
