/**
 * Ways to get a blocking byte channel to another machine: TCP, and WebSocket above TCP.
 *
 * <p>A channel's {@code write} writes all it is given, and {@code close}, from any thread, ends
 * reads and writes in progress. Deadlines are therefore kept by whoever owns the channel: it closes
 * it.
 */
@NullMarked
package cafe.libp2p.transport;

import org.jspecify.annotations.NullMarked;
