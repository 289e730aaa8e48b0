/**
 * mplex: streams without flow control, for peers that have no yamux.
 *
 * <p>What a stream receives is buffered up to the receive window; when that is full the
 * connection's reader waits for the stream's, up to {@link MplexSession#STALL} seconds, and then
 * resets the stream. So a slow handler delays its neighbours on the same connection, which is why
 * yamux is preferred. Messages are at most 1 MiB.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/mplex/README.md">mplex</a>
 */
@NullMarked
package cafe.libp2p.mux.mplex;

import org.jspecify.annotations.NullMarked;
