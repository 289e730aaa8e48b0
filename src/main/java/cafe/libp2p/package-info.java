/**
 * A libp2p host of our own: this package is its vocabulary, the subpackages are its parts, and
 * {@code cafe.libp2p.host.HostBuilder} puts them together. It knows nothing of cafes, of dependency
 * injection or of the web framework, so that any other libp2p implementation could stand behind
 * {@link cafe.libp2p.Host} instead.
 *
 * <p><b>How a connection comes to be.</b> A transport ({@code transport}: TCP, WebSocket) yields a
 * blocking byte channel. On it {@code multistream} agrees on a security protocol ({@code security}:
 * Noise, TLS 1.3, secio), inside that on a muxer ({@code mux}: yamux, mplex), and on every stream
 * of the muxer on the protocol spoken there. {@code identify} tells both sides what the other
 * speaks.
 *
 * <p><b>Threads.</b> Blocking code on virtual threads: for each connection one that reads and one
 * that writes, for each inbound stream one that runs its handler. The reader never waits for the
 * writer or for a handler (mplex, which has no flow control, excepted: five seconds), so a slow
 * stream does not hold up the others. An interrupt ends the call it hits and nothing else: stream
 * calls never touch the socket, since an interrupted socket is a closed socket.
 *
 * <p><b>Limits.</b> See {@link cafe.libp2p.HostLimits}. Lengths are checked before a byte is
 * buffered, and buffers grow with what has arrived and not with what was announced. What a peer has
 * begun it must finish: the rest of a record of the security protocol, of a muxer's frame, of a
 * handshake and of a negotiation is waited for only so long, however its bytes come, and a message
 * on a stream must come at some pace. Silence in between costs nothing and is borne.
 *
 * <p><b>Threats.</b> A peer may lie about everything except its key. Addresses that it tells are
 * dialed only on request and prove nothing until the handshake has shown the expected peer id, and
 * those that a stranger told never lead into a private network, whatever their names stand for. A
 * peer that stalls holds at most its windows and one send queue, and loses the connection at the
 * write timeout. Nothing here logs keys or content.
 *
 * <p><b>Not here, and where it would go.</b> mDNS and other discovery: a {@code discovery} package
 * that feeds the {@link cafe.libp2p.Peerstore}. DHT ({@code /ipfs/kad/1.0.0}): a {@code kad}
 * package of stream handlers, and a lookup in {@code host} where the dialer finds no address.
 * Delegated routing over HTTP: behind the same lookup. Relay (circuit v1/v2): a transport whose
 * channel is a stream. Identify push and delta: handlers beside {@code identify}. QUIC: a transport
 * that brings its own security and muxer, hence a second way into {@code host}'s connection.
 */
@NullMarked
package cafe.libp2p;

import org.jspecify.annotations.NullMarked;
