/**
 * yamux: streams with flow control by windows.
 *
 * <p>The receive window is that of the specification, 256 KiB, and is opened again only as the
 * reader takes bytes, so back-pressure reaches the sender. The peer's window may become as large as
 * it likes; what we send is bounded by the queue. A peer that oversteps a window, opens a stream
 * twice or uses our stream ids breaks the protocol and loses the connection.
 *
 * @see <a href="https://github.com/hashicorp/yamux/blob/master/spec.md">yamux</a>
 */
@NullMarked
package cafe.libp2p.mux.yamux;

import org.jspecify.annotations.NullMarked;
