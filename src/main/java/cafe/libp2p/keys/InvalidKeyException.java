package cafe.libp2p.keys;

import java.io.IOException;

/** A public key that is malformed, of an unknown type or outside our limits. */
public class InvalidKeyException extends IOException {
  private static final long serialVersionUID = 1L;

  public InvalidKeyException(String message) {
    super(message);
  }
}
