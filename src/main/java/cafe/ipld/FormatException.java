package cafe.ipld;

/**
 * Bytes or text that are not a valid value of the expected format.
 *
 * <p>The message is written for strangers: it names the format and the rule, never the input.
 */
public final class FormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** Says which rule of which format was broken. */
  public FormatException(String message) {
    super(message);
  }

  /** Says which rule was broken, keeping the cause for the log. */
  public FormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
