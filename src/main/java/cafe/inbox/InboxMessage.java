package cafe.inbox;

import cafe.ipld.Cid;
import cafe.kernel.PeerId;
import java.time.Instant;

/**
 * A message that waits.
 *
 * @param id CID (version 0) of the envelope, stored as a file
 * @param author the peer that signed the envelope
 * @param client the recipient's device
 * @param number its place in the client's inbox: grows in the order in which messages became
 *     visible
 * @param size bytes of the envelope
 * @param received when it came, to the millisecond
 */
public record InboxMessage(
    Cid id, PeerId author, PeerId client, long number, long size, Instant received) {}
