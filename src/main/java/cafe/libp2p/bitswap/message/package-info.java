/**
 * The messages of bitswap on the wire: what the specification calls the wantlist, blocks, block
 * presences and pending bytes, and how the four protocol versions differ.
 *
 * <p>Invariants: a message never exceeds 4 MiB in either direction; its wants, the length of their
 * CIDs and the size of its blocks are limited before anything is allocated for them. Blocks are
 * handed on one by one while the rest of the message is still arriving. What a later version added
 * is left out of what is written to peers of an earlier one.
 *
 * @see <a href="https://specs.ipfs.tech/bitswap-protocol/">Bitswap</a>
 */
@NullMarked
package cafe.libp2p.bitswap.message;

import org.jspecify.annotations.NullMarked;
