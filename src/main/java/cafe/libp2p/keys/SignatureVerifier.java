package cafe.libp2p.keys;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Checks signatures of one public key. */
@FunctionalInterface
interface SignatureVerifier {
  int MIN_RSA_BITS = 2048;
  int MAX_RSA_BITS = 8192;

  /** Lengths of a point of secp256k1, with one coordinate or with both. */
  Set<Integer> POINT_LENGTHS = Set.of(33, 65);

  /** False for a wrong and for a malformed signature alike. */
  boolean verify(byte[] message, byte[] signature);

  static SignatureVerifier of(KeyType type, byte[] data) throws InvalidKeyException {
    return switch (type) {
      case ED25519 -> ed25519(data);
      case SECP256K1 -> secp256k1(data);
      case ECDSA -> ecdsa(data);
      case RSA -> rsa(data);
    };
  }

  private static SignatureVerifier ed25519(byte[] data) throws InvalidKeyException {
    if (data.length != Ed25519.PUBLIC_KEY_SIZE) {
      throw new InvalidKeyException("Ed25519 key of " + data.length + " bytes");
    }
    byte[] key = data.clone();
    return (message, signature) ->
        signature.length == Ed25519.SIGNATURE_SIZE
            && Ed25519.verify(signature, 0, key, 0, message, 0, message.length);
  }

  private static SignatureVerifier secp256k1(byte[] data) throws InvalidKeyException {
    if (!POINT_LENGTHS.contains(data.length)) {
      throw new InvalidKeyException("secp256k1 key of " + data.length + " bytes");
    }
    X9ECParameters curve = SECNamedCurves.getByName("secp256k1");
    ECDomainParameters domain = new ECDomainParameters(curve);
    ECPublicKeyParameters key;
    try {
      key = new ECPublicKeyParameters(curve.getCurve().decodePoint(data), domain);
    } catch (IllegalArgumentException e) {
      throw new InvalidKeyException("not a point of secp256k1");
    }
    return (message, signature) -> {
      SHA256Digest sha256 = new SHA256Digest();
      sha256.update(message, 0, message.length);
      byte[] digest = new byte[sha256.getDigestSize()];
      sha256.doFinal(digest, 0);
      BigInteger[] rs = derSignature(signature);
      ECDSASigner signer = new ECDSASigner();
      signer.init(false, key);
      return rs.length == 2 && signer.verifySignature(digest, rs[0], rs[1]);
    };
  }

  /** The two integers of {@code SEQUENCE { r, s }}, or nothing if it is malformed. */
  private static BigInteger[] derSignature(byte[] signature) {
    try {
      ASN1Sequence sequence = ASN1Sequence.getInstance(signature);
      return sequence.size() != 2
          ? new BigInteger[0]
          : new BigInteger[] {
            ASN1Integer.getInstance(sequence.getObjectAt(0)).getPositiveValue(),
            ASN1Integer.getInstance(sequence.getObjectAt(1)).getPositiveValue()
          };
    } catch (RuntimeException e) { // of several kinds, a null pointer for no bytes among them
      return new BigInteger[0];
    }
  }

  private static SignatureVerifier ecdsa(byte[] data) throws InvalidKeyException {
    return jdk(parse("EC", data), "SHA256withECDSA");
  }

  private static SignatureVerifier rsa(byte[] data) throws InvalidKeyException {
    java.security.PublicKey key = parse("RSA", data);
    int bits = ((RSAPublicKey) key).getModulus().bitLength();
    int exponentBits = ((RSAPublicKey) key).getPublicExponent().bitLength();
    if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS || exponentBits > 32) {
      throw new InvalidKeyException("RSA key of " + bits + " bits");
    }
    return jdk(key, "SHA256withRSA");
  }

  private static java.security.PublicKey parse(String algorithm, byte[] subjectPublicKeyInfo)
      throws InvalidKeyException {
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
    } catch (GeneralSecurityException e) {
      throw new InvalidKeyException("not a public key of type " + algorithm);
    }
  }

  private static SignatureVerifier jdk(java.security.PublicKey key, String algorithm) {
    return (message, signature) -> {
      try {
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
      } catch (GeneralSecurityException e) {
        return false;
      }
    };
  }
}
