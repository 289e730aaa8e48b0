/**
 * Queries that collect results: from this cafe first, then from other peers while there is time.
 *
 * <p>A result set remembers which ids it has passed on, so that a limit counts distinct ids and an
 * older version of a peer does not follow a newer one. Memory is that set and one batch.
 */
@NullMarked
package cafe.directory.queries;

import org.jspecify.annotations.NullMarked;
