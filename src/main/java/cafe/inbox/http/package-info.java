/** The inbox over HTTP: the original's routes, and ours with acknowledgements and a live stream. */
@NullMarked
package cafe.inbox.http;

import org.jspecify.annotations.NullMarked;
