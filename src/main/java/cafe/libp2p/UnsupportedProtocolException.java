package cafe.libp2p;

import java.io.IOException;

/** The peer speaks none of the protocols that were asked for. */
public class UnsupportedProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnsupportedProtocolException(String message) {
    super(message);
  }
}
