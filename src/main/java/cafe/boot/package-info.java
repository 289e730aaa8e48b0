/**
 * The roof: the executable, wiring that no single room can do, readiness checks. The only room that
 * may see all others.
 */
@NullMarked
package cafe.boot;

import org.jspecify.annotations.NullMarked;
