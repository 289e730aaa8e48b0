package cafe.libp2p.security.tls;

import cafe.kernel.PeerId;
import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.security.SecureChannel;
import java.io.IOException;
import java.time.Clock;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateEntry;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of one handshake have in common: our certificate, and the judgement on the
 * peer's.
 */
final class Credentials {
  static final int[] CIPHER_SUITES = {
    CipherSuite.TLS_AES_128_GCM_SHA256,
    CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    CipherSuite.TLS_AES_256_GCM_SHA384
  };

  static final int MAX_HANDSHAKE_MESSAGE = 16 * 1024;

  private static final String ALPN = "libp2p";

  private final FastTlsCrypto crypto;
  private final OwnCertificate own;
  private final Clock clock;
  private final @Nullable PeerId expected;
  private @Nullable PublicKey remoteKey;

  Credentials(FastTlsCrypto crypto, OwnCertificate own, Clock clock, @Nullable PeerId expected) {
    this.crypto = crypto;
    this.own = own;
    this.clock = clock;
    this.expected = expected;
  }

  FastTlsCrypto crypto() {
    return crypto;
  }

  // BouncyCastle's interfaces predate generics.
  @SuppressWarnings("JdkObsolete")
  static Vector<ProtocolName> protocolNames() {
    Vector<ProtocolName> names = new Vector<>();
    names.add(ProtocolName.asUtf8Encoding(ALPN));
    return names;
  }

  @SuppressWarnings("JdkObsolete")
  static Vector<SignatureAndHashAlgorithm> signatureAlgorithms() {
    Vector<SignatureAndHashAlgorithm> algorithms = new Vector<>();
    for (int scheme :
        new int[] {
          SignatureScheme.ecdsa_secp256r1_sha256,
          SignatureScheme.ed25519,
          SignatureScheme.ecdsa_secp384r1_sha384,
          SignatureScheme.rsa_pss_rsae_sha256
        }) {
      algorithms.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
    }
    return algorithms;
  }

  /** Our certificate, and the key that signs the handshake. */
  TlsCredentialedSigner signer(TlsContext context) throws IOException {
    TlsCertificate certificate = crypto.createCertificate(own.encoded());
    return new BcDefaultTlsCredentialedSigner(
        new TlsCryptoParameters(context),
        crypto,
        own.privateKey(),
        new Certificate(
            new byte[0], new CertificateEntry[] {new CertificateEntry(certificate, null)}),
        SignatureScheme.getSignatureAndHashAlgorithm(SignatureScheme.ecdsa_secp256r1_sha256));
  }

  /** Judges the peer's certificate; a refusal is told to the peer. */
  void judge(@Nullable Certificate chain) throws IOException {
    if (chain == null || chain.getLength() != 1) {
      throw new TlsFatalAlert(AlertDescription.certificate_required);
    }
    try {
      PublicKey key = CertificateCheck.identity(chain.getCertificateAt(0).getEncoded(), clock);
      SecureChannel.requirePeer(key, expected);
      remoteKey = key;
    } catch (IOException e) {
      throw new TlsFatalAlert(AlertDescription.bad_certificate, e);
    }
  }

  /** Checks that the handshake has proven a key and agreed on libp2p. */
  void complete(TlsContext context) throws IOException {
    ProtocolName agreed = context.getSecurityParametersConnection().getApplicationProtocol();
    if (agreed == null || !agreed.getUtf8Decoding().equals(ALPN)) {
      throw new TlsFatalAlert(AlertDescription.no_application_protocol);
    }
    remoteKey();
  }

  /** The proven key. */
  PublicKey remoteKey() throws IOException {
    if (remoteKey == null) {
      throw new IOException("tls: the peer has shown no certificate");
    }
    return remoteKey;
  }
}
