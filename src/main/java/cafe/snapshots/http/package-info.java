/** Snapshots over HTTP: the original's routes, and ours with conditions and versions. */
@NullMarked
package cafe.snapshots.http;

import org.jspecify.annotations.NullMarked;
