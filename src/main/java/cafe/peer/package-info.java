/**
 * The second door: the managed bean around the libp2p host, and the router that takes the
 * original's stream protocol to the rooms.
 *
 * <p><b>Purpose.</b> {@link cafe.peer.PeerNode} starts a host with the node's key, serves bitswap
 * and pubsub over it, and stops with the app. {@link cafe.peer.CafeProtocol} reads envelopes from
 * {@code /textile/cafe/1.0.0} streams; {@link cafe.peer.EnvelopeRouter} checks their signatures and
 * hands each to the room whose {@link cafe.peer.StreamRoute} takes its type: routes are found, not
 * listed. {@code http} takes single envelopes by the original's old HTTP route. {@link
 * cafe.peer.WebSocketDoor} takes WebSocket upgrades on the app's own HTTP port, so that a cafe
 * behind one HTTPS port is reachable; it takes the connection from the HTTP server after the
 * upgrade, since that would gather whole frames, which have any length, in memory.
 *
 * <p><b>Invariants.</b> One answer for each request, in order, on its stream; none for one-way
 * messages, whatever happens to them; one that cannot be taken for lack of time or room ends its
 * stream, since silence would say that it was. An envelope that its peer did not sign is passed
 * over without an answer, as the original does; what is malformed gets an error envelope, and what
 * is no envelope at all ends its stream. Faults carry the same code and words as over HTTP.
 *
 * <p><b>The end.</b> When the app stops, nothing is announced any more. Requests that have been
 * read are answered, within seconds; later ones are neither done nor answered. Then connections are
 * closed with a good-bye.
 *
 * <p><b>Limits.</b> Frame length (checked before a byte is buffered), bytes of all frames being
 * read, streams and connections ({@link cafe.libp2p.HostLimits}), idle time of a stream, and the
 * pace at which a request must come once it has begun: who does not keep it loses the stream, and
 * the memory of the request is given back.
 *
 * <p>Used by the {@code stream} packages of rooms only.
 */
@NullMarked
package cafe.peer;

import org.jspecify.annotations.NullMarked;
