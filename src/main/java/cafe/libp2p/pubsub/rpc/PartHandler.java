package cafe.libp2p.pubsub.rpc;

import java.io.IOException;

/** Takes the parts of an RPC in the order in which they arrive. */
@FunctionalInterface
public interface PartHandler {
  /** Takes one part. */
  void part(Part part) throws IOException;
}
