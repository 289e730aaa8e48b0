/**
 * The HTTP doorway: what every route has in common, before and after its resource.
 *
 * <p><b>Purpose.</b> Problems (RFC 9457) for every fault, whoever found it; who calls; body limits;
 * CORS; request ids; headers. Resources stay free of all that.
 *
 * <p><b>How a room's resource uses it.</b> Annotate a method or class with {@link
 * cafe.web.NeedsSession} and inject {@link cafe.web.CurrentCaller}; throw {@link
 * cafe.kernel.CafeException}. A body is limited to {@code cafe.web.max-body} unless the method says
 * {@link cafe.web.BodyLimit} with the name of its own setting. Nothing else is needed: routes are
 * found, not listed, and one trailing slash is accepted on each.
 *
 * <p><b>Invariants.</b> Every answer of 400 and above on a JAX-RS route, and for an unknown path,
 * is {@code application/problem+json} with the catalogue's code and the original's text as {@code
 * error}. No answer carries a class name, a query or a path of this machine. A declared length over
 * the limit is refused before a byte of the body is read, an undeclared one when the limit is
 * passed; the connection of a half-read body is closed.
 *
 * <p><b>Threats.</b> A token may follow any scheme word, as old clients send it; it is never
 * logged. CORS is open because a caller proves himself by a token in a header that a foreign page
 * does not have, never by a cookie.
 */
@NullMarked
package cafe.web;

import org.jspecify.annotations.NullMarked;
