package cafe.kernel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The only exception that services throw: a fault of the catalogue and a detail.
 *
 * <p>The detail is written for strangers: it names no class, query, bucket, path or key. A cause is
 * for the log only. Faults of callers are frequent, so only defects carry a stack trace.
 */
public final class CafeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Fault fault;
  private final String wireText;

  /** A fault and what happened this time. */
  public CafeException(Fault fault, String detail) {
    this(fault, detail, fault.wireText(), null);
  }

  /** A fault with its cause, which only the log sees. */
  public CafeException(Fault fault, String detail, @Nullable Throwable cause) {
    this(fault, detail, fault.wireText(), cause);
  }

  private CafeException(Fault fault, String detail, String wireText, @Nullable Throwable cause) {
    super(detail, cause, false, fault == Fault.INTERNAL);
    this.fault = fault;
    this.wireText = wireText;
  }

  /**
   * A fault whose text towards old clients is another than the catalogue's, as the original's is.
   */
  public static CafeException withWireText(Fault fault, String detail, String wireText) {
    return new CafeException(fault, detail, wireText, null);
  }

  /** As {@link #withWireText}, if the original's words are known; its cause is for the log. */
  public static CafeException inWords(
      Fault fault, String detail, Optional<String> words, Throwable cause) {
    return new CafeException(fault, detail, words.orElse(fault.wireText()), cause);
  }

  /** Which fault it is. */
  public Fault fault() {
    return fault;
  }

  /** What happened this time, for strangers. */
  public String detail() {
    String message = getMessage();
    return message == null ? fault.title() : message;
  }

  /** The text that old clients get. */
  public String wireText() {
    return wireText;
  }
}
