package cafe.identity;

import cafe.kernel.Address;
import cafe.kernel.PeerId;
import java.time.Instant;

/**
 * A registered peer: one device of an account.
 *
 * @param peer the device's peer id
 * @param address the account it belongs to
 * @param created when it first registered, to the millisecond
 * @param lastSeen when it was last heard of, to about a minute
 * @param tokenId the access token it last registered with, 24 hexadecimal digits; empty if unknown
 * @param proven whether the peer proved its key by a libp2p connection
 */
public record Client(
    PeerId peer,
    Address address,
    Instant created,
    Instant lastSeen,
    String tokenId,
    boolean proven) {}
