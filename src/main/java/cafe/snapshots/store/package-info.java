/** The tables of snapshots. */
@NullMarked
package cafe.snapshots.store;

import org.jspecify.annotations.NullMarked;
