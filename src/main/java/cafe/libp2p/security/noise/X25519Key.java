package cafe.libp2p.security.noise;

import java.io.IOException;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** An X25519 key pair, static or ephemeral. */
final class X25519Key {
  static final int SIZE = X25519.POINT_SIZE;

  private final byte[] secret;
  private final byte[] point = new byte[SIZE];

  X25519Key(byte[] secret) {
    this.secret = secret.clone();
    X25519.scalarMultBase(this.secret, 0, point, 0);
  }

  static X25519Key generate(SecureRandom random) {
    byte[] secret = new byte[X25519.SCALAR_SIZE];
    X25519.generatePrivateKey(random, secret);
    return new X25519Key(secret);
  }

  byte[] point() {
    return point.clone();
  }

  byte[] agree(byte[] remotePoint) throws IOException {
    byte[] shared = new byte[SIZE];
    if (!X25519.calculateAgreement(secret, 0, remotePoint, 0, shared, 0)) {
      throw new IOException("noise: the peer's key has a small order");
    }
    return shared;
  }
}
