package cafe.libp2p.frames;

import java.io.IOException;

/** The peer broke the format or a limit of it; the stream cannot be read any further. */
public final class MalformedFrameException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Names the rule that was broken, never the input. */
  public MalformedFrameException(String message) {
    super(message);
  }
}
