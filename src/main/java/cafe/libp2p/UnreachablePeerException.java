package cafe.libp2p;

import java.io.IOException;

/** No address of the peer is known, or none could be dialed. */
public class UnreachablePeerException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnreachablePeerException(String message) {
    super(message);
  }
}
