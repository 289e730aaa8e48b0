/**
 * Both doors end in the same service: scenarios that run through HTTP and through streams, with the
 * same outcomes and the same rows and bytes afterwards. Where the protocols differ by design, a
 * scenario has a line that names the difference.
 */
@NullMarked
package cafe.doors;

import org.jspecify.annotations.NullMarked;
