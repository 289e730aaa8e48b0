/**
 * What the measurements of requests may tell: {@code /q/metrics} is public, and a meter stays until
 * the cafe stops.
 *
 * <p><b>Invariants.</b> No tag has anything of a request in it: not its path, which may name
 * content, but the template of its route; not its method, if it is made up. So there are no more
 * meters than routes make, whatever is asked for.
 */
@NullMarked
package cafe.web.meters;

import org.jspecify.annotations.NullMarked;
