/**
 * Letting people find each other: published peers, and recovery of an account's snapshots.
 *
 * <p><b>Purpose.</b> A client publishes its own peer (name, avatar, inboxes); others search by
 * account address or by part of a name. A new device asks for the snapshots of its account. Queries
 * are answered from this cafe's rows first, then from what other peers answer over pubsub.
 *
 * <p><b>Invariants.</b> A client publishes only its own peer id and its own account. A withdrawn
 * peer is not found until it publishes again. Names are compared without case and accents;
 * wildcards are plain characters. A query that waits for other peers ends by itself, within {@code
 * cafe.directory.max-wait}.
 *
 * <p><b>Limits.</b> Lengths of all published fields, results per query, queries at the same time,
 * names that one search compares (they are found by an index of three-letter pieces).
 *
 * <p><b>Threats.</b> Poisoning the index or redirecting somebody's inboxes (publishing for others),
 * listing everybody (an empty search finds nothing, results are capped), learning other accounts'
 * devices (over HTTP, snapshots of the caller's own account only).
 */
@NullMarked
package cafe.directory;

import org.jspecify.annotations.NullMarked;
