/**
 * Bitswap 1.0 to 1.2: blocks for peers that ask, and blocks from peers that have them.
 *
 * <p>{@link cafe.libp2p.bitswap.Bitswap} is the door. Behind it are two halves that share only the
 * messages. The <b>server</b> ({@code BlockServer}) keeps a ledger of wants per peer and answers on
 * a stream of our own; wants for blocks that come later are remembered within limits and answered
 * when the block is added. The <b>client</b> ({@code BlockClient}) walks over DAGs with many wants
 * in flight ({@code Fetch}); whom to ask for what is decided without any I/O by {@code FetchPlan}.
 * Only peers that are connected or named by the caller are asked: there is no routing.
 *
 * <p>Invariants: a block reaches the caller only if its bytes hash to a name that was asked for. A
 * want is answered in the spelling of its CID. No lock is held over I/O.
 *
 * <p>Limits ({@link cafe.libp2p.bitswap.BitswapLimits}): wants per peer and in total, length of
 * CIDs, size of a block and of a message, memory for serving and for receiving, blocks, bytes and
 * time of a fetch. Peers are served one message at a time in turn, the first of them small, so that
 * a peer which does not read costs one block until it is let go.
 *
 * <p>Not here: who may read what. Whoever knows a CID gets the block; blocks are encrypted.
 */
@NullMarked
package cafe.libp2p.bitswap;

import org.jspecify.annotations.NullMarked;
