/**
 * Direct memory from which sockets read: hot files and pieces of others.
 *
 * <p>A buffer is freed or reused only after the last write from it has completed or failed; a count
 * that is lost leaks memory, it never shows one reader's bytes to another. Both kinds are bounded.
 */
@NullMarked
package cafe.gateway.http.memory;

import org.jspecify.annotations.NullMarked;
