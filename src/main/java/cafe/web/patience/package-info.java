/**
 * Routes on which "later" would be taken for "never".
 *
 * <p><b>Purpose.</b> Mobile clients of old upload what waits in their outbox in the background, and
 * delete the whole group of requests when one is answered with anything but 2xx: 429 and 503 lose a
 * backup. While an answer is awaited nothing is lost. A connection that ends without an answer is a
 * fault of transport: Android's upload service sends the request again, twice; iOS does not.
 *
 * <p><b>How a room uses it.</b> Annotate the resource with {@link cafe.web.patience.Patient} and do
 * what may be refused for lack of time or room in {@link cafe.web.patience.Patience#serve}, which
 * repeats it for as long as the caller stays connected; a body that is not read meanwhile holds the
 * caller back. What cannot be done even so, as when the cafe stops, is not answered: the connection
 * is reset. Refusals that would be the same again (a wrong token, a wrong CID, too large) are
 * answered as everywhere.
 */
@NullMarked
package cafe.web.patience;

import org.jspecify.annotations.NullMarked;
