/**
 * What pubsub peers say to each other: RPCs made of subscriptions, messages and control parts, and
 * the signatures of messages.
 *
 * <p>Invariants: an RPC is at most 1 MiB; its parts are handed on one by one while it arrives, so
 * only the largest of them is in memory; topics, message ids and their numbers are limited before
 * anything is made of them. A message keeps the bytes in which it came, so that it is forwarded and
 * verified as its author wrote it.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/pubsub/README.md">pubsub</a>
 */
@NullMarked
package cafe.libp2p.pubsub.rpc;

import org.jspecify.annotations.NullMarked;
