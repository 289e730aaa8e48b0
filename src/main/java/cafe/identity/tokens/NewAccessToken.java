package cafe.identity.tokens;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A token to be made.
 *
 * @param label what the operator calls it; at most 200 characters
 * @param lifetime how long it is good; null for ever
 * @param maxUses how many clients it lets register; null for any number
 */
public record NewAccessToken(String label, @Nullable Duration lifetime, @Nullable Integer maxUses) {

  private static final int MAX_LABEL = 200;
  private static final Duration MAX_LIFETIME = Duration.ofDays(36_500);

  /** Checks the bounds. */
  public NewAccessToken {
    if (label.codePointCount(0, label.length()) > MAX_LABEL) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "a label has at most 200 characters");
    }
    if (label.codePoints().anyMatch(NewAccessToken::isUnfit)) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "a label is text without line breaks");
    }
    if (lifetime != null && (!lifetime.isPositive() || lifetime.compareTo(MAX_LIFETIME) > 0)) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "a lifetime is positive, at most 100 years");
    }
    if (maxUses != null && maxUses < 1) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "uses are at least 1");
    }
  }

  /** Controls, and halves of surrogate pairs, which no database keeps as they are. */
  private static boolean isUnfit(int character) {
    return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
  }
}
