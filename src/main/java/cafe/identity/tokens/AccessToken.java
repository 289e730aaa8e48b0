package cafe.identity.tokens;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an access token, without its secret.
 *
 * @param id 24 hexadecimal digits
 * @param label what the operator calls it
 * @param created when it was made or taken over
 * @param expires when it ends; null for never
 * @param maxUses how many clients it lets register; null for any number
 * @param uses how many it has let in
 * @param disabled whether the operator switched it off
 * @param imported whether it was taken over from the original
 */
public record AccessToken(
    String id,
    String label,
    Instant created,
    @Nullable Instant expires,
    @Nullable Integer maxUses,
    int uses,
    boolean disabled,
    boolean imported) {

  /**
   * Whether it is good at that time. One whose uses are spent still is for clients who come back,
   * see {@link AccessTokens#use}.
   */
  public boolean isValid(Instant now) {
    return !disabled && (expires == null || now.isBefore(expires));
  }

  /** How many new clients it may still let register; null for any number. */
  public @Nullable Integer left() {
    return maxUses == null ? null : Math.max(0, maxUses - uses);
  }
}
