/**
 * Who is who: the cafe's node, its clients, and how they prove themselves.
 *
 * <p><b>Purpose.</b> The node's key and the operator's account; access tokens, which let somebody
 * register; challenges, registrations and sessions; the list of clients. The root holds what other
 * rooms use: {@link cafe.identity.Clients}, {@link cafe.identity.CafeInfo}. How it comes about is
 * in {@code keys}, {@code tokens}, {@code sessions} and {@code registration}.
 *
 * <p><b>Invariants.</b> A peer belongs to the account of its first registration; one that proved
 * its key by a connection replaces one that did not, never the reverse. What decides is a row: a
 * challenge's use, a session's state, a token's uses; caches only spare the second look. Removing a
 * client fires {@link cafe.kernel.ClientClosed} in the same transaction.
 *
 * <p><b>Limits.</b> All lifetimes and sizes are in {@link cafe.identity.IdentityConfig}.
 *
 * <p><b>Threats.</b> The original gave sessions for anybody's peer id (W1, W2), challenges without
 * end (W3), tokens that could not be revoked (W14). Tests of these names send the attacks.
 *
 * <p>Floor 1: every other room may use this root.
 */
@NullMarked
package cafe.identity;

import org.jspecify.annotations.NullMarked;
