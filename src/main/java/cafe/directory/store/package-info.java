/** The table of published peers. */
@NullMarked
package cafe.directory.store;

import org.jspecify.annotations.NullMarked;
