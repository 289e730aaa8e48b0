package cafe.libp2p.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.hostile.Allocation;
import cafe.libp2p.keys.Ed25519IdentityKey;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which certificates prove a peer. */
@Execution(ExecutionMode.CONCURRENT)
class CertificateCheckTest {
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-05-01T00:00:00Z"), ZoneOffset.UTC);
  private static final FastTlsCrypto CRYPTO = new FastTlsCrypto(TestCertificate.RANDOM);

  private static TestCertificate with(Consumer<TestCertificate> change) {
    TestCertificate certificate = new TestCertificate();
    change.accept(certificate);
    return certificate;
  }

  private static void refused(TestCertificate certificate, String why) {
    byte[] encoded = certificate.encoded();
    assertThatThrownBy(() -> CertificateCheck.identity(encoded, NOW))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  private static void accepted(TestCertificate certificate) throws IOException {
    assertThat(CertificateCheck.identity(certificate.encoded(), NOW))
        .isEqualTo(certificate.identity.publicKey());
  }

  /** No names, valid from the year 1: the JDK would refuse them. */
  @Test
  void theOriginalsAreAccepted() throws IOException {
    accepted(new TestCertificate());
  }

  @ParameterizedTest
  @CsvSource({"EC,secp256r1", "EC,secp384r1", "Ed25519,", "RSA,2048"})
  void keysOfUsualKindsAreAccepted(String algorithm, String parameter) throws IOException {
    accepted(new TestCertificate().leaf(TestCertificate.pair(algorithm, parameter)));
  }

  /** Today's peers mark it as critical, some of them. */
  @Test
  void theExtensionMayBeCritical() throws IOException {
    accepted(with(c -> c.critical = true));
  }

  @Test
  void ourOwnIsAcceptedForTenYearsAndADayBefore() throws IOException {
    Ed25519IdentityKey key = Ed25519IdentityKey.generate(TestCertificate.RANDOM);
    byte[] own = OwnCertificate.create(key, TestCertificate.RANDOM, NOW).encoded();
    for (int days : new int[] {-1, 0, 3649}) {
      Clock then = Clock.offset(NOW, Duration.ofDays(days));
      assertThat(CertificateCheck.identity(own, then)).isEqualTo(key.publicKey());
    }
    for (int days : new int[] {-2, 3651}) {
      Clock then = Clock.offset(NOW, Duration.ofDays(days));
      assertThatThrownBy(() -> CertificateCheck.identity(own, then))
          .hasMessageContaining("not valid now");
    }
  }

  @Test
  void anExpiredOneIsRefused() {
    refused(with(c -> c.until = "20260430235959Z"), "not valid now");
  }

  @Test
  void oneFromTheFutureIsRefused() {
    refused(with(c -> c.from = "20260501000001Z"), "not valid now");
  }

  @Test
  void oneWithoutTheExtensionIsRefused() {
    refused(with(c -> c.withExtension = false), "without the libp2p extension");
  }

  @Test
  void anExtensionSignedByAnotherIdentityIsRefused() {
    refused(
        with(c -> c.signedBy = Ed25519IdentityKey.generate(TestCertificate.RANDOM)),
        "not signed by the peer's key");
  }

  /** A peer's signature of another certificate proves nothing. */
  @Test
  void anExtensionThatVouchesForAnotherKeyIsRefused() {
    refused(
        with(
            c ->
                c.vouchedKey =
                    SubjectPublicKeyInfo.getInstance(
                        TestCertificate.pair("EC", "secp256r1").getPublic().getEncoded())),
        "not signed by the peer's key");
  }

  @Test
  void oneThatIsNotSignedByItsOwnKeyIsRefused() {
    refused(with(c -> c.signer = TestCertificate.pair("EC", "secp256r1")), "not self-signed");
  }

  @Test
  void anUnknownCriticalExtensionIsRefused() {
    refused(with(c -> c.unknownCritical = new ASN1ObjectIdentifier("1.2.3.4")), "unknown critical");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00", "0500", "3000", "30020500", "30040400 0400", "3080", "30820fff"})
  void aMalformedExtensionIsRefused(String hex) {
    byte[] value = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));
    byte[] encoded = with(c -> c.extension = value).encoded();
    assertThatThrownBy(() -> CertificateCheck.identity(encoded, NOW))
        .isInstanceOf(IOException.class);
  }

  /** They would cost seconds to check, or be checked against nothing. */
  @ParameterizedTest
  @ValueSource(ints = {512, 2047, 8193, 16_384, 60_000})
  void rsaKeysOfUnusualSizeAreRefusedBeforeTheyAreUsed(int bits) throws IOException {
    RSAPublicKey key =
        new RSAPublicKey(BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE), BigInteger.TWO);
    SubjectPublicKeyInfo info =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE), key);
    refused(
        with(
            c -> {
              c.shownKey = info;
              c.signer = TestCertificate.pair("RSA", "2048");
            }),
        "RSA key of " + bits + " bits");
  }

  @Test
  void rsaKeysWithAHugeExponentAreRefused() throws IOException {
    KeyPair pair = TestCertificate.pair("RSA", "2048");
    BigInteger modulus = ((java.security.interfaces.RSAPublicKey) pair.getPublic()).getModulus();
    SubjectPublicKeyInfo info =
        new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            new RSAPublicKey(modulus, BigInteger.ONE.shiftLeft(2000).add(BigInteger.ONE)));
    refused(
        with(
            c -> {
              c.shownKey = info;
              c.signer = pair;
            }),
        "RSA key");
  }

  @Test
  void keysOnCurvesOfTheirOwnAreRefused() throws IOException {
    byte[] point = new byte[65];
    for (var curve :
        new org.bouncycastle.asn1.ASN1Encodable[] {
          SECNamedCurves.getByOID(SECObjectIdentifiers.secp256r1),
          SECObjectIdentifiers.sect571r1,
          DERNull.INSTANCE
        }) {
      SubjectPublicKeyInfo info =
          new SubjectPublicKeyInfo(
              new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), point);
      refused(with(c -> c.shownKey = info), "unknown curve");
    }
  }

  @Test
  void aVeryLongOneIsNotLookedAt() {
    byte[] value = new byte[CertificateCheck.MAX_CERTIFICATE];
    refused(with(c -> c.extension = value), "tls: certificate of");
  }

  /** Handshakes run on virtual threads, whose stacks end sooner than that of a test. */
  @ParameterizedTest
  @ValueSource(ints = {0x30, 0x31, 0x24, 0xa0})
  void deepNestingOverflowsNoStack(int tag) throws Exception {
    byte[] deep = new byte[Credentials.MAX_HANDSHAKE_MESSAGE];
    for (int i = 0; i < deep.length; i += 2) {
      deep[i] = (byte) tag;
      deep[i + 1] = (byte) 0x80;
    }
    List<Throwable> thrown = new ArrayList<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  for (int size : new int[] {deep.length, CertificateCheck.MAX_CERTIFICATE}) {
                    try {
                      byte[] some = Arrays.copyOf(deep, size);
                      CertificateCheck.identity(CRYPTO.createCertificate(some).getEncoded(), NOW);
                    } catch (Throwable e) {
                      thrown.add(e);
                    }
                    try {
                      CertificateCheck.identity(Arrays.copyOf(deep, size), NOW);
                    } catch (Throwable e) {
                      thrown.add(e);
                    }
                  }
                });
    thread.join();
    assertThat(thrown).hasSize(4).allMatch(e -> e instanceof IOException);
  }

  private static Certificate chain(TestCertificate... certificates) throws IOException {
    CertificateEntry[] entries = new CertificateEntry[certificates.length];
    for (int i = 0; i < entries.length; i++) {
      TlsCertificate one = CRYPTO.createCertificate(certificates[i].encoded());
      entries[i] = new CertificateEntry(one, null);
    }
    return new Certificate(new byte[0], entries);
  }

  @Test
  void exactlyOneCertificateProvesAPeer() throws IOException {
    TestCertificate one = new TestCertificate();
    Credentials credentials = new Credentials(CRYPTO, one.own(), NOW, one.identity.peerId());
    for (Certificate chain :
        Arrays.asList(null, chain(), chain(one, one), chain(one, new TestCertificate()))) {
      assertThatThrownBy(() -> credentials.judge(chain)).isInstanceOf(TlsFatalAlert.class);
    }
    assertThatThrownBy(credentials::remoteKey).isInstanceOf(IOException.class);
    credentials.judge(chain(one));
    assertThat(credentials.remoteKey()).isEqualTo(one.identity.publicKey());
  }

  @Test
  void anotherPeerThanTheOneDialedIsRefused() throws IOException {
    TestCertificate one = new TestCertificate();
    TestCertificate other = new TestCertificate();
    Credentials credentials = new Credentials(CRYPTO, one.own(), NOW, other.identity.peerId());
    Certificate chain = chain(one);
    assertThatThrownBy(() -> credentials.judge(chain))
        .isInstanceOf(TlsFatalAlert.class)
        .hasRootCauseMessage(
            "dialed " + other.identity.peerId() + " but found " + one.identity.peerId());
  }

  /** Bytes in place of a certificate, first as TLS itself reads them. */
  @FuzzTest
  void certificate(byte[] data) {
    Allocation.bounded(
        data,
        () -> {
          CertificateCheck.identity(parsed(data).getEncoded(), NOW);
        });
    Allocation.bounded(data, () -> CertificateCheck.identity(data, NOW));
  }

  private static TlsCertificate parsed(byte[] data) throws IOException {
    try {
      return CRYPTO.createCertificate(data);
    } catch (IOException | RuntimeException e) {
      // BouncyCastle does not always say so; its handshake takes whatever it is for a refusal
      throw new IOException("not a certificate", e);
    }
  }

  private static final TestCertificate FUZZED = new TestCertificate();

  /** Bytes in place of the extension's value, in a certificate that is sound: none proves a key. */
  @FuzzTest
  void extension(byte[] data) {
    FUZZED.extension = data;
    byte[] encoded = FUZZED.encoded();
    Allocation.bounded(encoded, () -> CertificateCheck.identity(encoded, NOW));
    assertThatThrownBy(() -> CertificateCheck.identity(encoded, NOW))
        .isInstanceOf(IOException.class);
  }

  /** The two parts of the extension, each of any bytes: the key is taken from a stranger. */
  @FuzzTest
  void identityKey(byte[] data) throws IOException {
    int half = data.length / 2;
    DERSequence value =
        new DERSequence(
            new DEROctetString[] {
              new DEROctetString(Arrays.copyOf(data, half)),
              new DEROctetString(Arrays.copyOfRange(data, half, data.length))
            });
    extension(value.getEncoded());
  }
}
