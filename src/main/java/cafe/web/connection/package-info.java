/**
 * Connections of the public port: how many there are, and what one of them may have under way.
 *
 * <p><b>Purpose.</b> Vert.x takes the next pipelined request when an answer has been handed over,
 * not when the peer has taken it, and keeps any number of them. Here each HTTP/1 connection gets a
 * handler ({@code InTurn}) that passes a request on when the one before is answered and the socket
 * takes bytes again. Behind it another ({@code ShortCut}) answers what lies ready ({@link
 * ReadyAnswers}), at two thirds of what Vert.x and its router take for that; not where Vert.x
 * compresses, and not after a request that is to be the last.
 *
 * <p><b>Invariants.</b> A peer that does not read costs one answer beyond the socket's buffers, and
 * of what he sends ahead one read of the socket; he is cut when he holds up a request of his own
 * for two minutes. Idle connections end with {@code quarkus.http.idle-timeout}, but none whose peer
 * waits for us. HTTP/2, which there is over TLS only, bounds streams by itself. All this with the
 * JDK's sockets: epoll's read on, whatever they are told, when a peer has closed his half.
 */
@NullMarked
package cafe.web.connection;

import org.jspecify.annotations.NullMarked;
