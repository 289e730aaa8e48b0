package cafe.libp2p;

import cafe.kernel.PeerId;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A libp2p node: it listens, dials, and carries streams of named protocols between peers whose keys
 * have been proven. All calls block and are meant for virtual threads; every one is thread-safe.
 *
 * <p>Failures are {@link IOException}s: {@link UnreachablePeerException} when no address could be
 * dialed, {@link UnsupportedProtocolException} when the peer answers but speaks none of the
 * protocols, {@link LimitExceededException} when one of our own {@link HostLimits} forbids it.
 */
public interface Host extends AutoCloseable {
  /** The peer id of our own key. */
  PeerId peerId();

  /** The addresses bound now, with the real ports and without a {@code /p2p} part. */
  List<Multiaddr> listenAddresses();

  /**
   * The addresses told to others: configured ones, else the listening ones made concrete, and those
   * of other servers that hand over what they accept.
   */
  List<Multiaddr> announcedAddresses();

  /**
   * Returns a live connection to the peer, dialing if there is none. The addresses are tried
   * together with those in the peerstore.
   */
  Connection connect(PeerId peer, Collection<Multiaddr> addresses, Duration timeout)
      throws IOException;

  /**
   * Opens a stream that speaks the first of {@code protocols} that the peer supports, dialing by
   * way of the peerstore if there is no connection. When identify has already told that the peer
   * supports one of them, the negotiation is lazy: it travels with the first bytes written, and a
   * refusal surfaces as {@link UnsupportedProtocolException} at the first read.
   */
  Stream newStream(PeerId peer, Duration timeout, String... protocols) throws IOException;

  /** Serves a protocol from now on; a null-free replacement of an earlier handler is allowed. */
  void setProtocolHandler(String protocol, StreamHandler handler);

  /** Listeners are called on a virtual thread of their own, in order per connection. */
  void addConnectionListener(ConnectionListener listener);

  /** The best live connection to that peer. */
  Optional<Connection> connection(PeerId peer);

  /** All live connections. */
  List<Connection> connections();

  /** What is known about other peers. */
  Peerstore peerstore();

  /**
   * Takes over a byte channel that somebody else accepted, such as a WebSocket that arrived on an
   * HTTP port, and serves it as an inbound connection. Returns at once; limits, handshakes and
   * closing the channel are the host's business from here on.
   *
   * @param channel blocking; {@code write} writes all it is given; closing it from any thread ends
   *     reads and writes in progress with an exception
   * @param remote where it came from, for example {@code /ip4/192.0.2.1/tcp/40000/ws}
   */
  void accept(ByteChannel channel, Multiaddr remote);

  /** Stops listening, closes all connections and returns when their threads have been told. */
  @Override
  void close();
}
