/**
 * The words that all rooms share: peers, accounts, callers, faults, events.
 *
 * <p><b>Purpose.</b> Values that cross rooms and doors, the one catalogue of faults, the ports that
 * identity offers to everybody ({@link NodeIdentity}, {@code CallerResolver}), and the events by
 * which rooms of one floor talk.
 *
 * <p><b>Invariants.</b> Values are immutable and valid once made. Services throw {@link
 * CafeException} and nothing else; its detail is written for strangers. Events say what has
 * happened, in the past tense, and are fired inside the transaction that made it so.
 *
 * <p><b>Limits.</b> Every text that is parsed here has a maximum length that is checked first.
 *
 * <p><b>Threats.</b> A caller is what a door could prove, never what a request claims.
 *
 * <p>Imports only {@code cafe.crypto}, {@code cafe.ipld} and the JDK.
 */
@NullMarked
package cafe.kernel;

import org.jspecify.annotations.NullMarked;
