/**
 * The inbox over cafe streams, and the nudge by pubsub.
 *
 * <p>Nobody answers a delivery. While the database or the disk cannot keep it, it waits on its
 * stream, for a minute at most, and what comes behind it waits too; then the stream is reset.
 */
@NullMarked
package cafe.inbox.stream;

import org.jspecify.annotations.NullMarked;
