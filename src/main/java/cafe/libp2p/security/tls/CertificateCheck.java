package cafe.libp2p.security.tls;

import cafe.libp2p.keys.PublicKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcECContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcEdDSAContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcRSAContentVerifierProviderBuilder;

/** Judges the certificate of a peer and finds out whose it is. */
final class CertificateCheck {
  static final ASN1ObjectIdentifier EXTENSION = new ASN1ObjectIdentifier("1.3.6.1.4.1.53594.1.1");

  /** The longest certificate looked at; one with an RSA-8192 identity has about 3 KiB. */
  static final int MAX_CERTIFICATE = 8 * 1024;

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;
  private static final int MAX_EXPONENT_BITS = 32;

  private static final Set<ASN1ObjectIdentifier> CURVES =
      Set.of(
          SECObjectIdentifiers.secp256r1,
          SECObjectIdentifiers.secp384r1,
          SECObjectIdentifiers.secp521r1);

  private static final byte[] PREFIX = "libp2p-tls-handshake:".getBytes(StandardCharsets.US_ASCII);

  private CertificateCheck() {}

  /**
   * Returns the identity key that the certificate proves.
   *
   * @throws IOException if anything about it is wrong
   */
  static PublicKey identity(byte[] encoded, Clock clock) throws IOException {
    if (encoded.length > MAX_CERTIFICATE) {
      throw new IOException("tls: certificate of " + encoded.length + " bytes");
    }
    try {
      X509CertificateHolder certificate = new X509CertificateHolder(encoded);
      requireSound(certificate, clock);
      Extension extension = certificate.getExtension(EXTENSION);
      if (extension == null) {
        throw new IOException("tls: certificate without the libp2p extension");
      }
      ASN1Sequence signedKey = ASN1Sequence.getInstance(extension.getExtnValue().getOctets());
      if (signedKey.size() != 2) {
        throw new IOException("tls: malformed libp2p extension");
      }
      PublicKey identity = PublicKey.decode(octets(signedKey, 0));
      if (!identity.verify(signed(certificate.getSubjectPublicKeyInfo()), octets(signedKey, 1))) {
        throw new IOException("tls: certificate not signed by the peer's key");
      }
      return identity;
    } catch (RuntimeException e) {
      throw new IOException("tls: malformed certificate", e);
    } catch (IOException e) {
      if (e.getMessage() == null) { // BouncyCastle's sometimes say nothing
        throw new IOException("tls: malformed certificate", e);
      }
      throw e;
    }
  }

  private static void requireSound(X509CertificateHolder certificate, Clock clock)
      throws IOException {
    if (!certificate.isValidOn(Date.from(clock.instant()))) {
      throw new IOException("tls: certificate is not valid now");
    }
    for (Object critical : certificate.getCriticalExtensionOIDs()) {
      boolean known =
          critical.equals(EXTENSION)
              || critical.equals(Extension.keyUsage)
              || critical.equals(Extension.extendedKeyUsage)
              || critical.equals(Extension.basicConstraints);
      if (!known) {
        throw new IOException("tls: certificate with an unknown critical extension");
      }
    }
    requireOrdinary(certificate.getSubjectPublicKeyInfo());
    try {
      AsymmetricKeyParameter key =
          PublicKeyFactory.createKey(certificate.getSubjectPublicKeyInfo());
      if (!certificate.isSignatureValid(verifiers(key).build(key))) {
        throw new IOException("tls: certificate is not self-signed");
      }
    } catch (OperatorCreationException | CertException e) {
      throw new IOException("tls: the certificate's signature cannot be checked", e);
    }
  }

  /** Refuses keys whose mere checking is costly, before anything is computed with them. */
  private static void requireOrdinary(SubjectPublicKeyInfo info) throws IOException {
    ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
    if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      RSAPublicKey rsa = RSAPublicKey.getInstance(info.parsePublicKey());
      int bits = rsa.getModulus().bitLength();
      if (bits < MIN_RSA_BITS
          || bits > MAX_RSA_BITS
          || rsa.getPublicExponent().bitLength() > MAX_EXPONENT_BITS) {
        throw new IOException("tls: certificate with an RSA key of " + bits + " bits");
      }
    } else if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      ASN1Encodable curve = info.getAlgorithm().getParameters();
      if (!(curve instanceof ASN1ObjectIdentifier name) || !CURVES.contains(name)) {
        throw new IOException("tls: certificate with a key on an unknown curve");
      }
    } else if (!algorithm.equals(EdECObjectIdentifiers.id_Ed25519)) {
      throw new IOException("tls: certificate with an unknown kind of key");
    }
  }

  private static BcContentVerifierProviderBuilder verifiers(AsymmetricKeyParameter key)
      throws IOException {
    DefaultDigestAlgorithmIdentifierFinder digests = new DefaultDigestAlgorithmIdentifierFinder();
    return switch (key) {
      case ECPublicKeyParameters _ -> new BcECContentVerifierProviderBuilder(digests);
      case Ed25519PublicKeyParameters _ -> new BcEdDSAContentVerifierProviderBuilder();
      case RSAKeyParameters _ -> new BcRSAContentVerifierProviderBuilder(digests);
      default -> throw new IOException("tls: certificate with an unknown kind of key");
    };
  }

  private static byte[] octets(ASN1Sequence sequence, int index) {
    return ASN1OctetString.getInstance(sequence.getObjectAt(index)).getOctets();
  }

  /** What the identity key signs: a prefix and the certificate's key. */
  static byte[] signed(SubjectPublicKeyInfo key) throws IOException {
    byte[] der = key.getEncoded("DER");
    byte[] all = new byte[PREFIX.length + der.length];
    System.arraycopy(PREFIX, 0, all, 0, PREFIX.length);
    System.arraycopy(der, 0, all, PREFIX.length, der.length);
    return all;
  }
}
