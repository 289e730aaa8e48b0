package cafe.doors;

import cafe.kernel.Fault;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Which fault the cafe found behind a stream's answer: the wire has only its number and text, and
 * for one-way messages nothing, so this listens to the log.
 */
final class FaultLog extends Handler implements AutoCloseable {

  private static final String MARK = " in an envelope: ";

  private final Logger logger = Logger.getLogger("cafe.peer.EnvelopeRouter");
  private final Level before = logger.getLevel();
  private volatile Optional<Fault> last = Optional.empty();

  FaultLog() {
    setLevel(Level.ALL);
    logger.setLevel(Level.ALL);
    logger.addHandler(this);
  }

  /** Forgets what it heard. */
  void clear() {
    last = Optional.empty();
  }

  /** The fault that it heard last. */
  Optional<Fault> last() {
    return last;
  }

  @Override
  public void publish(LogRecord entry) {
    String message = entry.getMessage();
    int mark = message.indexOf(MARK);
    if (mark > 0) {
      last = Optional.of(named(message.substring(0, mark)));
    }
  }

  /** The fault of a code. */
  static Fault named(String code) {
    return Arrays.stream(Fault.values())
        .filter(fault -> fault.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no fault " + code));
  }

  @Override
  public void flush() {
    // Nothing is buffered.
  }

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setLevel(before);
  }
}
