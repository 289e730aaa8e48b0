package cafe.libp2p.security.tls;

import java.io.IOException;
import java.util.Vector;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsServerCertificate;

/** The dialing side. */
final class PeerTlsClient extends DefaultTlsClient {
  private final Credentials credentials;

  PeerTlsClient(Credentials credentials) {
    super(credentials.crypto());
    this.credentials = credentials;
  }

  @Override
  protected ProtocolVersion[] getSupportedVersions() {
    return ProtocolVersion.TLSv13.only();
  }

  @Override
  protected int[] getSupportedCipherSuites() {
    return Credentials.CIPHER_SUITES.clone();
  }

  @Override
  protected Vector<ProtocolName> getProtocolNames() {
    return Credentials.protocolNames();
  }

  @Override
  protected Vector<SignatureAndHashAlgorithm> getSupportedSignatureAlgorithms() {
    return Credentials.signatureAlgorithms();
  }

  @Override
  public int getMaxHandshakeMessageSize() {
    return Credentials.MAX_HANDSHAKE_MESSAGE;
  }

  @Override
  public TlsAuthentication getAuthentication() {
    return new TlsAuthentication() {
      @Override
      public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
        credentials.judge(certificate.getCertificate());
      }

      @Override
      public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
        return credentials.signer(context);
      }
    };
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    credentials.complete(context);
  }
}
