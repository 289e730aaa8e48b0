/** Identity's tables. */
@NullMarked
package cafe.identity.store;

import org.jspecify.annotations.NullMarked;
