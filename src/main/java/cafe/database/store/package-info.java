/** The outbox's table. */
@NullMarked
package cafe.database.store;

import org.jspecify.annotations.NullMarked;
