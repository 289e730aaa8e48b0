package cafe.identity.sessions;

import cafe.kernel.Address;
import cafe.kernel.PeerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One pair of tokens, as a row keeps it. Times are to the millisecond.
 *
 * @param id a KSUID: the access token's id
 * @param family the id of the first pair of this login; refreshed pairs share it
 * @param client the peer
 * @param account its account
 * @param issued when the pair was made
 * @param accessExpires when the access token ends
 * @param refreshExpires when the refresh token ends
 * @param used when one of the pair's tokens was first used; null if not yet
 * @param successor the pair that a refresh made of this one; null if none
 * @param refreshed when that was; null if never
 * @param revoked when the pair was revoked; null if not
 */
public record Session(
    String id,
    String family,
    PeerId client,
    Address account,
    Instant issued,
    Instant accessExpires,
    Instant refreshExpires,
    @Nullable Instant used,
    @Nullable String successor,
    @Nullable Instant refreshed,
    @Nullable Instant revoked) {

  /** Whether the pair was revoked. */
  public boolean isRevoked() {
    return revoked != null;
  }
}
