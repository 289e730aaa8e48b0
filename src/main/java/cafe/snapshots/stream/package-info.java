/** Snapshots over cafe streams. */
@NullMarked
package cafe.snapshots.stream;

import org.jspecify.annotations.NullMarked;
