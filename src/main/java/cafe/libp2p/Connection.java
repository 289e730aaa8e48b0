package cafe.libp2p;

import cafe.kernel.PeerId;
import cafe.libp2p.keys.PublicKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** A secured, multiplexed connection to one peer, whose key the handshake has proven. */
public interface Connection {
  PeerId remotePeer();

  PublicKey remotePublicKey();

  /** The transport address of the other end, without a {@code /p2p} part. */
  Multiaddr remoteAddress();

  /** True if we dialed. */
  boolean initiator();

  /** The negotiated security and muxer protocols, for logs: {@code /noise /yamux/1.0.0}. */
  String description();

  /**
   * Opens a stream on this connection; see {@link Host#newStream}. The timeout bounds the whole
   * call, and afterwards counts as nothing: reads have their own.
   */
  Stream newStream(Duration timeout, String... protocols) throws IOException;

  /** The protocols that identify told us; empty until it has completed, or if it failed. */
  Set<String> remoteProtocols();

  /** A protected connection is never trimmed by the connection manager. */
  void protect(boolean on);

  boolean isOpen();

  /** Closes at once; streams in use fail with an exception. */
  void close();
}
