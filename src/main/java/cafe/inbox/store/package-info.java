/** The tables of the inbox. */
@NullMarked
package cafe.inbox.store;

import org.jspecify.annotations.NullMarked;
