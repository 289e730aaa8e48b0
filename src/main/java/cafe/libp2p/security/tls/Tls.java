package cafe.libp2p.security.tls;

import cafe.kernel.PeerId;
import cafe.libp2p.keys.IdentityKey;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.security.SecurityProtocol;
import cafe.libp2p.transport.BufferedChannel;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsProtocol;
import org.bouncycastle.tls.TlsServerProtocol;
import org.jspecify.annotations.Nullable;

/** The TLS 1.3 handshake of libp2p. */
public final class Tls implements SecurityProtocol {
  public static final String ID = "/tls/1.0.0";

  private final FastTlsCrypto crypto;
  private final OwnCertificate own;
  private final Clock clock;

  public Tls(IdentityKey key, SecureRandom random, Clock clock) {
    this(new FastTlsCrypto(random), OwnCertificate.create(key, random, clock), clock);
  }

  Tls(FastTlsCrypto crypto, OwnCertificate own, Clock clock) {
    this.crypto = crypto;
    this.own = own;
    this.clock = clock;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public SecureChannel secure(BufferedChannel channel, boolean initiator, @Nullable PeerId expected)
      throws IOException {
    Credentials credentials = new Credentials(crypto, own, clock, expected);
    TlsProtocol protocol = handshake(channel, initiator, credentials);
    return new TlsChannel(channel, protocol, credentials.remoteKey());
  }

  private static TlsProtocol handshake(
      BufferedChannel channel, boolean initiator, Credentials credentials) throws IOException {
    RecordInput records = new RecordInput(channel);
    if (initiator) {
      TlsClientProtocol client = new TlsClientProtocol(records, channel.output());
      client.connect(new PeerTlsClient(credentials));
      return client;
    }
    TlsServerProtocol server = new TlsServerProtocol(records, channel.output());
    server.accept(new PeerTlsServer(credentials));
    return server;
  }
}
