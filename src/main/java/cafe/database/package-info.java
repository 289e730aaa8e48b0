/**
 * Units of work over one of two databases, and the outbox through which changes are heard.
 *
 * <p><b>Purpose.</b> A room's service says {@code database.write(() -> ...)}; when that returns,
 * the change is on disk. Which database that is (SQLite embedded in the process, or PostgreSQL) is
 * a matter of configuration: both persistence units are in every build, one is active at run time.
 *
 * <p><b>Invariants.</b> A write that returned is durable: SQLite runs in WAL mode with {@code
 * synchronous=FULL}, PostgreSQL with its own default. SQLite has one writer, a thread of its own
 * that takes whatever units wait, runs each behind a savepoint and commits them together: one
 * {@code fsync} for many callers, first come first served. Waiting for SQLite's own lock would
 * happen inside native code and starve the carriers of virtual threads; waiting for our writer does
 * not. Reads are plain transactions of one connection each, beside the writer; JTA, which units
 * that write go through, would cost a small read more than the database does. Readers of the outbox
 * see events in commit order and never skip one.
 *
 * <p><b>Limits.</b> At most {@code cafe.database.max-waiting-writes} units wait, at most {@code
 * cafe.database.max-batch} share a commit. A unit of work must be short, must not wait for the
 * network, and may run twice (its batch fails, PostgreSQL asks for a retry, or its connection is
 * lost before the commit), so it changes nothing but the database.
 *
 * <p><b>Outages.</b> A database that is gone, full, locked, or has no connection left is {@code
 * UNAVAILABLE} to callers, never a defect, and the operator's log says once that it began and once
 * that it is over. A commit whose confirmation was lost is never reported as done and never
 * repeated here: who repeats it must be one whose work may be done twice.
 *
 * <p>Part of the ground: any room may use it; only {@code store} packages see JPA.
 */
@NullMarked
package cafe.database;

import org.jspecify.annotations.NullMarked;
