/**
 * Attacks, each named after the weakness of cafe-protocol.md 12.2 that it aims at, as the raw bytes
 * of requests, with a look at the victim's {@link cafe.hostile.Belongings} afterwards; and bad
 * input on every route of the contract, on both ports. What HTTP cannot reach is attacked where it
 * can be: W17 and what W21 says of fetching over libp2p in {@code directory.stream.QuestionsTest}
 * and {@code inbox.SenderBlocksTest}, W20 in {@code identity.keys.SecretFileTest}.
 *
 * <p>A test of an attack is worth what it notices, so these were seen to fail with the fix switched
 * off:
 *
 * <table>
 * <caption>What was switched off, and which tests noticed</caption>
 * <tr><td>W1, W2</td><td>{@code Membership} lets any account renew a peer</td></tr>
 * <tr><td>W3</td><td>{@code Challenges}: no end, no binding, no limit, twice</td></tr>
 * <tr><td>W4</td><td>{@code EnvelopeRouter} takes any type, or does not verify; no token to leave;
 * {@code StreamCall} takes another's token; {@code TokenCallers} takes revoked sessions</td></tr>
 * <tr><td>W5</td><td>{@code Membership} tells nobody of a new device</td></tr>
 * <tr><td>W6</td><td>{@code BodyLimitFilter} lets any body pass; {@code Snapshots}, {@code
 * Deliveries} and {@code Limits} know no limit</td></tr>
 * <tr><td>W7</td><td>{@code JpaReferences} ends everybody's reference</td></tr>
 * <tr><td>W8</td><td>{@code Contents} does not compare the name</td></tr>
 * <tr><td>W9</td><td>{@code Envelopes} does not catch what cannot be decoded</td></tr>
 * <tr><td>W10</td><td>{@code JpaChallenges} puts the value into the query as it is, {@code
 * JpaPeers} the address, {@code JpaClients} whatever a recipient is called (PostgreSQL then
 * runs the statement in it)</td></tr>
 * <tr><td>W11</td><td>{@code JpaInbox} deletes for all recipients; {@code Inbox} deletes the oldest
 * instead of those returned</td></tr>
 * <tr><td>W12</td><td>{@code DirectoryResource}, {@code PublishStream} and {@code Directory}
 * publish for anybody</td></tr>
 * <tr><td>W13</td><td>{@code Deliveries} opens without verifying</td></tr>
 * <tr><td>W14</td><td>{@code TokenCallers} takes revoked sessions; {@code SessionRefresh} does not
 * report a reused token; {@code Administration} ends no sessions</td></tr>
 * <tr><td>W15</td><td>{@code NameIndex} does not escape wildcards; {@code Queries} asks for no
 * account</td></tr>
 * <tr><td>W16</td><td>{@code Queries} makes batches larger than a frame; {@code Queries} keeps the
 * place of a search that failed</td></tr>
 * <tr><td>W17</td><td>{@code Questions} takes any number of answers, and those that come after the
 * end; {@code FoundItem} takes values of any type</td></tr>
 * <tr><td>W18</td><td>{@code AccessTokens} logs the token</td></tr>
 * <tr><td>W19</td><td>{@code TokenCallers} takes any secret for the operator's; {@code
 * OperatorGate} compares on after too many guesses</td></tr>
 * <tr><td>W20</td><td>{@code SecretFile} reads what others can read</td></tr>
 * <tr><td>W21</td><td>{@code MessageContent} refuses a message of which something did not come, or
 * takes any number of bytes; {@code BitswapFetcher} asks whoever is connected, or calls the sender
 * back</td></tr>
 * </table>
 */
@NullMarked
package cafe.hostile;

import org.jspecify.annotations.NullMarked;
