/**
 * The cafe's own secrets, in files.
 *
 * <p><b>Invariants.</b> A secret is made once, at the first start, and written whole (temporary
 * file, force, atomic move, force the folder) with rights for its owner only before it exists. A
 * file that is there is never written again. A mounted file may belong to somebody else and be
 * read-only.
 *
 * <p><b>Threats.</b> Whoever reads these files is the cafe: they are in no log, message or metric.
 * A file that other users of the machine can read is refused.
 */
@NullMarked
package cafe.identity.keys;

import org.jspecify.annotations.NullMarked;
