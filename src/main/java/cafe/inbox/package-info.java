/**
 * The inbox: messages wait here until their recipient's device returns.
 *
 * <p><b>Purpose.</b> A peer that cannot reach another hands its signed envelope to a cafe of the
 * recipient. The cafe keeps the envelope, and the blocks that it carries, as content; the
 * recipient's device lists its messages, fetches them by their CIDs (or over HTTP), and
 * acknowledges them.
 *
 * <p><b>Invariants.</b> A delivery that was acknowledged is found by the recipient: content first,
 * then the row with the references to it, in one unit of work. A message id is the CID of the
 * envelope's exact bytes; one envelope that goes to several clients is stored once and listed for
 * each, and no client's removal touches another's row. The original's {@code delete} names no
 * messages: it removes exactly those that the same client's last {@code check} returned, which is
 * marked in the rows. Content stays for {@code cafe.inbox.keep-after-delete} after the last
 * recipient removed it, because old clients delete first and download afterwards.
 *
 * <p><b>Limits.</b> Size of a message, messages waiting per client, age of a message, deliveries
 * per sender and recipient, live streams per client.
 *
 * <p><b>Threats.</b> Anybody may deliver, so an envelope must be signed by the peer that it is said
 * to be from; whatever is not is dropped in silence, as is what is for unknown clients, for a full
 * inbox or over a rate: the answer does not tell who has an inbox here. Of an envelope's links only
 * {@code parents} (a node) and a {@code block} that was left out are fetched, from the author's
 * connection and from nobody else, within bounds of time, count and bytes; a message whose links do
 * not come is kept without them.
 *
 * <p>Heard through the outbox topic {@link cafe.inbox.Inbox#DELIVERED}.
 */
@NullMarked
package cafe.inbox;

import org.jspecify.annotations.NullMarked;
