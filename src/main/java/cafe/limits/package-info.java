/**
 * Rate limits, as data, patience with what was refused for now, and a log that refusals do not
 * fill.
 *
 * <p><b>Purpose.</b> {@link cafe.limits.Limit} lists every limit with its size; both doors and the
 * services draw from the same buckets of {@link cafe.limits.Limits}. {@link cafe.limits.Retries} is
 * for callers who would not ask again by themselves. {@link cafe.limits.FaultLog} is where both
 * doors say what they refused.
 *
 * <p><b>Invariants.</b> A limit costs the caller time, never data. Uploads, snapshots and
 * everything else that a mobile client's outbox sends have none: such a client deletes the whole
 * group of requests when one is answered 429 or 503.
 *
 * <p><b>Limits.</b> At most {@code cafe.limits.max-keys} buckets per limit; a full bucket is
 * forgotten, since it says nothing. When all are in use, new callers pass or wait as the limit
 * says.
 *
 * <p><b>Threats.</b> Keys are what was proven, or the network address; a caller that can change his
 * key at will is not limited by it.
 */
@NullMarked
package cafe.limits;

import org.jspecify.annotations.NullMarked;
