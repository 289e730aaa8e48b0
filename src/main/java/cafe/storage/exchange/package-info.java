/**
 * Storage and the exchange of blocks with other peers: two ports that {@code storage.stream} fills
 * with bitswap, so that storage itself knows no network.
 *
 * <p>Names and bytes only: what a block means, and whether it is kept, is decided by whoever asks.
 */
@NullMarked
package cafe.storage.exchange;

import org.jspecify.annotations.NullMarked;
