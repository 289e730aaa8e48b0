/**
 * Publish and subscribe: one router that speaks gossipsub 1.0 and 1.1 and floodsub.
 *
 * <p>{@link cafe.libp2p.pubsub.Pubsub} is the door: subscriptions, publishing, streams, queues and
 * threads. {@code Router} is the protocol as the specifications tell it, without I/O: which peers
 * know which topics, the mesh of each topic with its upkeep, gossip about recent messages. {@code
 * rpc} is what travels.
 *
 * <p>Each side opens a stream of its own and only writes on it. Floodsub peers get every message of
 * a topic they subscribe to; gossipsub peers get it if they are in our mesh of the topic, and are
 * told of it by gossip otherwise. What we publish ourselves goes to all of them, since a
 * notification for one peer must not depend on a mesh.
 *
 * <p>Invariants: a message is delivered and forwarded at most once within the life of the seen
 * cache, only if we subscribe to one of its topics, and only after its signature has been checked.
 * Handlers and streams never run under the router's lock.
 *
 * <p>Limits ({@link cafe.libp2p.pubsub.PubsubLimits}): size of an RPC, topics per peer, messages
 * per peer and heartbeat (a peer that sends more is read more slowly), bytes queued per peer (more
 * are dropped), messages remembered. Peers that do not read lose their stream.
 *
 * <p>Threats: forged authors (signatures), replay within the seen cache's life (ids), floods of
 * every part of an RPC (limits). Not here: peer scoring, so a peer in the mesh may withhold
 * messages; gossip from others heals that. Peer exchange is neither offered nor followed.
 *
 * @see <a href="https://github.com/libp2p/specs/tree/master/pubsub/gossipsub">gossipsub</a>
 */
@NullMarked
package cafe.libp2p.pubsub;

import org.jspecify.annotations.NullMarked;
