package cafe.libp2p.security.tls;

import cafe.libp2p.keys.Ed25519IdentityKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate as the original makes it, with one thing or another wrong. */
final class TestCertificate {
  static final SecureRandom RANDOM = new SecureRandom();

  final Ed25519IdentityKey identity = Ed25519IdentityKey.generate(RANDOM);
  KeyPair leaf = pair("EC", "secp256r1");
  KeyPair signer = leaf;
  Ed25519IdentityKey signedBy = identity;

  /** The original's begin in the year 1. */
  String from = "00010101000000Z";

  String until = "21190101000000Z";
  boolean withExtension = true;
  boolean critical;
  @Nullable SubjectPublicKeyInfo shownKey;
  @Nullable SubjectPublicKeyInfo vouchedKey;
  byte @Nullable [] extension;
  @Nullable ASN1ObjectIdentifier unknownCritical;

  static KeyPair pair(String algorithm, String parameter) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(new ECGenParameterSpec(parameter), RANDOM);
      } else if (algorithm.equals("RSA")) {
        generator.initialize(Integer.parseInt(parameter), RANDOM);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  TestCertificate leaf(KeyPair pair) {
    leaf = pair;
    signer = pair;
    return this;
  }

  private SubjectPublicKeyInfo key() {
    return shownKey != null
        ? shownKey
        : SubjectPublicKeyInfo.getInstance(leaf.getPublic().getEncoded());
  }

  private byte[] value() throws IOException {
    if (extension != null) {
      return extension;
    }
    SubjectPublicKeyInfo vouched = vouchedKey != null ? vouchedKey : key();
    return new DERSequence(
            new DEROctetString[] {
              new DEROctetString(identity.publicKey().encoded()),
              new DEROctetString(signedBy.sign(CertificateCheck.signed(vouched)))
            })
        .getEncoded();
  }

  /** DER. */
  byte[] encoded() {
    X500Name nobody = new X500Name(new RDN[0]);
    String algorithm =
        switch (signer.getPrivate().getAlgorithm()) {
          case "EC" -> "SHA256withECDSA";
          case "RSA" -> "SHA256withRSA";
          default -> "Ed25519";
        };
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              nobody,
              BigInteger.TEN,
              Time.getInstance(new ASN1GeneralizedTime(from)),
              Time.getInstance(new ASN1GeneralizedTime(until)),
              nobody,
              key());
      if (withExtension) {
        builder.addExtension(CertificateCheck.EXTENSION, critical, value());
      }
      if (unknownCritical != null) {
        builder.addExtension(unknownCritical, true, new DEROctetString(new byte[1]));
      }
      return builder
          .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new AssertionError(e);
    }
  }

  /** As what one side of a handshake shows. */
  OwnCertificate own() throws IOException {
    return new OwnCertificate(
        encoded(), PrivateKeyFactory.createKey(leaf.getPrivate().getEncoded()));
  }
}
