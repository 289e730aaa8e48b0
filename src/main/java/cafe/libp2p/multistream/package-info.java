/**
 * multistream-select 1.0: how two peers agree on the protocol of a connection, a layer or a stream.
 *
 * <p>A token is at most {@link Multistream#MAX_TOKEN} bytes, and a listener answers at most {@link
 * Multistream#MAX_PROPOSALS} of them; the time is bounded by whoever owns the stream. No byte
 * behind the negotiation is consumed.
 *
 * @see <a href="https://github.com/multiformats/multistream-select">multistream-select</a>
 */
@NullMarked
package cafe.libp2p.multistream;

import org.jspecify.annotations.NullMarked;
