/**
 * Encrypted snapshots of threads: what a new device restores an account from.
 *
 * <p><b>Purpose.</b> A client keeps one snapshot for each of its threads here. The bytes are
 * encrypted to the account's key by the client; the cafe can read none of them. It keeps the last
 * versions too, so that a device that overwrites good data with bad can go back.
 *
 * <p><b>Invariants.</b> One current snapshot per (thread, client). A stored version never changes;
 * version numbers of one (thread, client) only grow while it exists. Writes may be conditional on
 * the current version: what another device of the same client wrote meanwhile is never silently
 * overwritten by a client that asks for that. Storing the same bytes again changes nothing. Only
 * the client itself writes; every device of its account reads.
 *
 * <p><b>Limits.</b> {@code cafe.snapshots.max-size} bytes each, {@code
 * cafe.snapshots.max-per-client} threads, {@code cafe.snapshots.versions} versions.
 *
 * <p><b>Cache.</b> The bytes of small current snapshots that were read lately ({@code
 * hot-snapshots}, 16 MiB, ten minutes). A row is asked first and names the version whose bytes are
 * meant, so that nothing stale is given, also where several processes write.
 *
 * <p><b>Threats.</b> Reading or removing another account's snapshots (every query names the
 * caller's client or account); filling the disk (limits); guessing threads of other accounts
 * (answers for foreign clients are those for absent ones).
 *
 * <p>May be used by {@code directory}, which answers recovery queries, and rooms above.
 */
@NullMarked
package cafe.snapshots;

import org.jspecify.annotations.NullMarked;
