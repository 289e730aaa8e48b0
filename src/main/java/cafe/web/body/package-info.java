/**
 * Bodies of requests: how long they may be, and how much memory all of them hold together.
 *
 * <p><b>Purpose.</b> A route's limit ({@link cafe.web.BodyLimit}) is checked against what a request
 * declares and against what comes. Bodies that are read whole before they are used share {@code
 * cafe.web.body-memory}: each has an account, which grows as its bytes come.
 *
 * <p><b>Invariants.</b> An account that was opened is closed with its request. Only if the sender
 * of a whole body leaves before the answer, it is closed when the thread that has read the body
 * ends: a caller who leaves does not free the bytes that a method still holds. No account holds on
 * to its request.
 *
 * <p>The memory itself is a port, {@link cafe.web.BodyLimits.Memory}, which the other doorway
 * fills: it has the budget that requests on streams share, and this one may not know that.
 */
@NullMarked
package cafe.web.body;

import org.jspecify.annotations.NullMarked;
