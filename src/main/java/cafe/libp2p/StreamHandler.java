package cafe.libp2p;

import java.io.IOException;

/** Serves the inbound streams of one protocol. */
@FunctionalInterface
public interface StreamHandler {
  /**
   * Called on a virtual thread of its own once the protocol has been negotiated. When it returns
   * the stream is closed, when it throws the stream is reset.
   */
  void handle(Stream stream) throws IOException;
}
