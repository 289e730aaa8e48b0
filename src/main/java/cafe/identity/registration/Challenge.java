package cafe.identity.registration;

import cafe.kernel.Address;
import cafe.kernel.PeerId;
import java.time.Instant;
import java.util.Optional;

/**
 * A nonce that an account is to sign.
 *
 * @param value a KSUID
 * @param address the account
 * @param peer the only peer that may answer; empty if it was asked for without a connection
 * @param created when it was made, to the millisecond
 * @param expires when it ends
 */
public record Challenge(
    String value, Address address, Optional<PeerId> peer, Instant created, Instant expires) {}
