/**
 * Identity's HTTP routes: the original's, in its words, and ours under {@code /cafe/v1}.
 *
 * <p>JSON of the original's messages has their field names, leaves out what is empty, and has no
 * field more: old clients fail on an unknown one.
 */
@NullMarked
package cafe.identity.http;

import org.jspecify.annotations.NullMarked;
