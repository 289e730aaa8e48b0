/**
 * Sessions: pairs of an access and a refresh token, JSON web tokens signed by the node's key.
 *
 * <p><b>Form.</b> Claims as the original's; header {@code alg: EdDSA} where the original wrote
 * {@code Ed25519}, which is taken as well, so that a cafe that takes over the original's key takes
 * over its sessions. Both tokens of a pair share their id; the refresh token's has an {@code r}
 * before it. A pair is made from its row: the same row gives the same tokens.
 *
 * <p><b>Life.</b> A refresh makes a new pair of the same family. Until that is first used, the old
 * refresh token gives it again; after that it is refused, and, unless two requests of one client
 * met (within {@code cafe.identity.refresh-race}), taken for stolen: the family is revoked. An
 * access token stays good until its own end, because a mobile client's outbox cannot renew those it
 * has already written into requests.
 *
 * <p><b>Invariants.</b> State is a row. A verified token is remembered by its hash, a session's
 * state by its id; a revocation overwrites the latter, so it takes effect at once in this process
 * and within {@code cafe.identity.recheck-interval} in others. Rows outlive their tokens, so that
 * what has no row was never ours, or the original's.
 *
 * <p><b>Threats.</b> W14 (no revocation, tokens that survive), stolen refresh tokens, tokens of
 * another cafe, algorithm confusion: only Ed25519 by our own key is ever tried.
 */
@NullMarked
package cafe.identity.sessions;

import org.jspecify.annotations.NullMarked;
