package cafe.libp2p;

import java.io.IOException;

/** One of our own limits forbids it; see {@link HostLimits}. */
public class LimitExceededException extends IOException {
  private static final long serialVersionUID = 1L;

  public LimitExceededException(String message) {
    super(message);
  }
}
