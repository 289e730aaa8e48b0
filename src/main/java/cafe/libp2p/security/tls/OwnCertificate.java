package cafe.libp2p.security.tls;

import cafe.libp2p.keys.IdentityKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;

/**
 * Our certificate, made when the host starts, and its P-256 key.
 *
 * @param encoded DER
 */
@SuppressWarnings("ArrayRecordComponent") // internal, never compared or changed
record OwnCertificate(byte[] encoded, AsymmetricKeyParameter privateKey) {
  private static final Duration BEFORE = Duration.ofDays(1);
  private static final Duration AFTER = Duration.ofDays(3650);
  private static final X500Name NAME = new X500Name("CN=libp2p");

  static OwnCertificate create(IdentityKey identity, SecureRandom random, Clock clock) {
    try {
      AsymmetricCipherKeyPair pair = generate(random);
      SubjectPublicKeyInfo info =
          SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(pair.getPublic());
      byte[] signature = identity.sign(CertificateCheck.signed(info));
      DERSequence signedKey =
          new DERSequence(
              new DEROctetString[] {
                new DEROctetString(identity.publicKey().encoded()), new DEROctetString(signature)
              });
      Instant now = clock.instant();
      X509CertificateHolder certificate =
          new X509v3CertificateBuilder(
                  NAME,
                  new BigInteger(63, random),
                  Date.from(now.minus(BEFORE)),
                  Date.from(now.plus(AFTER)),
                  NAME,
                  info)
              .addExtension(CertificateCheck.EXTENSION, false, signedKey)
              .build(signer(pair.getPrivate(), random));
      return new OwnCertificate(certificate.getEncoded(), pair.getPrivate());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot make a certificate", e);
    }
  }

  private static AsymmetricCipherKeyPair generate(SecureRandom random) {
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    ECNamedDomainParameters p256 =
        new ECNamedDomainParameters(
            SECObjectIdentifiers.secp256r1,
            ECNamedCurveTable.getByOID(SECObjectIdentifiers.secp256r1));
    generator.init(new ECKeyGenerationParameters(p256, random));
    return generator.generateKeyPair();
  }

  private static ContentSigner signer(AsymmetricKeyParameter key, SecureRandom random)
      throws OperatorCreationException {
    BcECContentSignerBuilder builder =
        new BcECContentSignerBuilder(
            new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256),
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256));
    builder.setSecureRandom(random);
    return builder.build(key);
  }
}
