/**
 * Named caches with a size and a lifetime, behind one small port.
 *
 * <p><b>Purpose.</b> Spares a second look at what a row or a block already says: sessions,
 * revocations, hot snapshots. {@link cafe.cache.Caches} gives a room its cache by name; two back
 * ends pass one contract: Infinispan embedded (started at boot, no cluster unless configured), and
 * Caffeine in the process, which native images use because embedded Infinispan cannot run there.
 *
 * <p><b>Invariants.</b> Nothing that decides correctness lives only here: any entry may vanish at
 * any time. Values are bytes and never shared: what is put is copied, what is got is the caller's
 * own.
 *
 * <p><b>Limits.</b> Every cache has a size in bytes and a lifetime. Values of more than an eighth
 * of the cache are not kept. Keys have at most 512 characters.
 */
@NullMarked
package cafe.cache;

import org.jspecify.annotations.NullMarked;
