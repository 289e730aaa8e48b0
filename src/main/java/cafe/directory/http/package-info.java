/** The directory over HTTP: the original's search stream, and ours in JSON. */
@NullMarked
package cafe.directory.http;

import org.jspecify.annotations.NullMarked;
