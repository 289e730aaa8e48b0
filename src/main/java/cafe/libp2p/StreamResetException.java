package cafe.libp2p;

import java.io.IOException;

/** The stream was reset by the peer or by us, or its connection was lost. */
public class StreamResetException extends IOException {
  private static final long serialVersionUID = 1L;

  public StreamResetException(String message) {
    super(message);
  }
}
