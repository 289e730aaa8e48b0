/** The inbox over cafe streams, and the nudge by pubsub. */
@NullMarked
package cafe.inbox.stream;

import org.jspecify.annotations.NullMarked;
