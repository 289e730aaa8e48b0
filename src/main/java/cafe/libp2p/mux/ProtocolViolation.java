package cafe.libp2p.mux;

import java.io.IOException;

/** The peer broke the rules of the muxer; it is told, if the muxer can, and the connection ends. */
public class ProtocolViolation extends IOException {
  private static final long serialVersionUID = 1L;

  public ProtocolViolation(String message) {
    super(message);
  }
}
