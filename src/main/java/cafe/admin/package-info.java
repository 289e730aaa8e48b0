/**
 * The operator's use-cases, on a listener of their own.
 *
 * <p><b>Purpose.</b> Access tokens, clients, the cafe's own account: for the command line and for
 * scripts of whoever runs the cafe.
 *
 * <p><b>Invariants.</b> Not on the public port. Every request needs the operator's secret, a line
 * in a file that only he can read; where the listener is, stands in another such file beside it, so
 * that commands find a running cafe by its data folder.
 *
 * <p><b>Threats.</b> Guessing the secret (256 random bits, compared in constant time; after too
 * many wrong ones from an address none is looked at for a moment, and the log tells of those
 * refused); so another user of the machine can keep the operator out as long as he guesses on, but
 * learns nothing (both files have owner-only rights); large bodies; a misspelled member of a
 * request, which is refused, because a token without the limit that was meant would be good for
 * ever.
 */
@NullMarked
package cafe.admin;

import org.jspecify.annotations.NullMarked;
