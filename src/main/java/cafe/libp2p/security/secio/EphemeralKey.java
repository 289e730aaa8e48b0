package cafe.libp2p.security.secio;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/** A key pair for one handshake on a NIST curve. */
final class EphemeralKey {
  private final KeyPair pair;
  private final ECParameterSpec curve;
  private final int fieldBytes;

  EphemeralKey(KeyPair pair) {
    this.pair = pair;
    this.curve = ((ECPublicKey) pair.getPublic()).getParams();
    this.fieldBytes = (curve.getCurve().getField().getFieldSize() + 7) / 8;
  }

  static EphemeralKey generate(String curveName, SecureRandom random) throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp" + curveName.substring(2) + "r1"), random);
      return new EphemeralKey(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IOException("secio: curve not supported", e);
    }
  }

  /** Our point, uncompressed: {@code 04 ‖ X ‖ Y}. */
  byte[] point() {
    ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
    byte[] encoded = new byte[1 + 2 * fieldBytes];
    encoded[0] = 4;
    putFixed(point.getAffineX(), encoded, 1);
    putFixed(point.getAffineY(), encoded, 1 + fieldBytes);
    return encoded;
  }

  private void putFixed(BigInteger value, byte[] target, int offset) {
    byte[] minimal = minimal(value.toByteArray());
    System.arraycopy(minimal, 0, target, offset + fieldBytes - minimal.length, minimal.length);
  }

  /** The X coordinate of the shared point, without leading zero bytes. */
  byte[] sharedSecret(byte[] remotePoint) throws IOException {
    try {
      ECPoint point = decode(remotePoint);
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(pair.getPrivate());
      agreement.doPhase(
          KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve)), true);
      return minimal(agreement.generateSecret());
    } catch (GeneralSecurityException e) {
      throw new IOException("secio: key agreement failed", e);
    }
  }

  private ECPoint decode(byte[] encoded) throws IOException {
    if (encoded.length != 1 + 2 * fieldBytes || encoded[0] != 4) {
      throw new IOException("secio: not an uncompressed point of the chosen curve");
    }
    BigInteger x = new BigInteger(1, encoded, 1, fieldBytes);
    BigInteger y = new BigInteger(1, encoded, 1 + fieldBytes, fieldBytes);
    EllipticCurve equation = curve.getCurve();
    BigInteger p = ((ECFieldFp) equation.getField()).getP();
    BigInteger right = x.multiply(x).add(equation.getA()).multiply(x).add(equation.getB());
    boolean onCurve =
        x.compareTo(p) < 0
            && y.compareTo(p) < 0
            && y.multiply(y).subtract(right).mod(p).signum() == 0;
    if (!onCurve) {
      throw new IOException("secio: the peer's point is not on the curve");
    }
    return new ECPoint(x, y);
  }

  static byte[] minimal(byte[] number) {
    int zeros = 0;
    while (zeros < number.length && number[zeros] == 0) {
      zeros++;
    }
    return Arrays.copyOfRange(number, zeros, number.length);
  }
}
