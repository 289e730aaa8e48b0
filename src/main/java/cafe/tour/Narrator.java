package cafe.tour;

import java.io.PrintStream;
import java.util.Locale;

/** Tells each step of the tour with the time that it took. */
final class Narrator {

  private static final double NANOS_PER_MILLI = 1e6;

  private final PrintStream out;
  private int steps;

  Narrator(PrintStream out) {
    this.out = out;
  }

  /** A step: what it does, and what it tells when it is done. */
  @FunctionalInterface
  interface Step {
    String run() throws Exception;
  }

  /**
   * Runs a step and tells it.
   *
   * @throws TourException if it fails
   */
  void step(String what, Step step) {
    long start = System.nanoTime();
    String result;
    try {
      result = step.run();
    } catch (TourException e) {
      throw e;
    } catch (cafe.client.ApiException e) {
      throw new TourException(what + ": the cafe answered " + e.getMessage(), e);
    } catch (Exception e) {
      throw new TourException(what + ": " + e.getMessage(), e);
    }
    double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
    out.printf(Locale.ROOT, "%2d. %-54s %8.1f ms  %s%n", ++steps, what, millis, result);
    out.flush();
  }

  /** Tells something between steps. */
  void say(String text) {
    out.println(text);
    out.flush();
  }
}
