package cafe.libp2p.security.tls;

import java.io.IOException;
import java.util.Vector;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.NewSessionTicket;
import org.bouncycastle.tls.ProtocolName;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentials;
import org.jspecify.annotations.Nullable;

/** The listening side; it asks for the dialer's certificate. */
final class PeerTlsServer extends DefaultTlsServer {
  private final Credentials credentials;

  PeerTlsServer(Credentials credentials) {
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
  public int getMaxHandshakeMessageSize() {
    return Credentials.MAX_HANDSHAKE_MESSAGE;
  }

  @Override
  public TlsCredentials getCredentials() throws IOException {
    return credentials.signer(context);
  }

  @Override
  public CertificateRequest getCertificateRequest() throws IOException {
    return new CertificateRequest(new byte[0], Credentials.signatureAlgorithms(), null, null);
  }

  @Override
  public void notifyClientCertificate(@Nullable Certificate chain) throws IOException {
    credentials.judge(chain);
  }

  /** No session tickets. */
  @Override
  public @Nullable NewSessionTicket getNewSessionTicket() {
    return null;
  }

  @Override
  public void notifyHandshakeComplete() throws IOException {
    super.notifyHandshakeComplete();
    credentials.complete(context);
  }
}
