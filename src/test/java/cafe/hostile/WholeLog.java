package cafe.hostile;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Collects what is logged, with its causes, as long as it is open. */
final class WholeLog extends Handler implements AutoCloseable {

  private final Logger root = Logger.getLogger("");
  private final Logger own = Logger.getLogger("cafe");
  private final Level before = own.getLevel();
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  /** Listens, to all that the cafe itself could log. */
  WholeLog() {
    setLevel(Level.ALL);
    root.addHandler(this);
    own.setLevel(Level.ALL);
  }

  /** What it has collected. */
  String text() {
    return String.join("\n", lines);
  }

  @Override
  public void publish(LogRecord entry) {
    String parameters =
        entry.getParameters() == null
            ? ""
            : Arrays.stream(entry.getParameters())
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    lines.add(entry.getMessage() + " " + parameters + " " + entry.getThrown());
  }

  @Override
  public void flush() {
    // Nothing is buffered.
  }

  @Override
  public void close() {
    root.removeHandler(this);
    own.setLevel(before);
  }
}
