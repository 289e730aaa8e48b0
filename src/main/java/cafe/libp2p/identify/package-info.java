/**
 * identify ({@code /ipfs/id/1.0.0}) and ping ({@code /ipfs/ping/1.0.0}): the two protocols that
 * every libp2p peer expects.
 *
 * <p>Our identify message has at most {@link Identify#MAX_SENT} bytes, the reader limit of the
 * original's clients; we read at most {@link Identify#MAX_RECEIVED}. What a peer says about itself
 * is a hint: only its key is proven, and that by the handshake. The observed address it returns is
 * not announced to others.
 */
@NullMarked
package cafe.libp2p.identify;

import org.jspecify.annotations.NullMarked;
