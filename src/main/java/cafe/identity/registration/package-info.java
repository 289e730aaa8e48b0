/**
 * How a peer becomes a client, and stops being one.
 *
 * <p><b>Registration.</b> An access token lets somebody ask; a challenge for his account is signed
 * with the account's key together with a nonce of his own; then the named peer belongs to the
 * account. A peer that proved its key by a connection replaces one that was merely named in a URL,
 * never the reverse: what the one that was named had kept here goes.
 *
 * <p><b>Invariants.</b> A challenge works once, for its account, for some minutes; the very same
 * request, sent again within a minute, gets the very same answer, because clients resend when a
 * stream breaks. All of a registration is one unit of work: the challenge's use, the token's use,
 * the client, the session.
 *
 * <p><b>Threats.</b> W1 (a session for somebody else's peer), W2 (a session for another account's
 * row), W3 (challenges without end). W5 (a rogue cafe relays our challenge and so registers a peer
 * under its victim's account) cannot be closed without changing clients; so a new device of a known
 * account is reported, can be seen and ended by the others, and can itself neither remove others
 * nor what they keep without another signature of the account.
 */
@NullMarked
package cafe.identity.registration;

import org.jspecify.annotations.NullMarked;
