package cafe.tour;

import cafe.client.ApiException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
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
    } catch (ApiException e) {
      throw new TourException(what + ": " + said(e), e);
    } catch (Exception e) {
      throw new TourException(what + ": " + e.getMessage(), e);
    }
    double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
    out.printf(Locale.ROOT, "%2d. %-54s %8.1f ms  %s%n", ++steps, what, millis, result);
    out.flush();
  }

  /** What the cafe answered, in its own words if it has any. */
  private static String said(ApiException e) {
    if (e.getCode() == 0) {
      return e.getCause() instanceof ConnectException
          ? "no cafe answers there"
          : String.valueOf(e.getMessage());
    }
    String answer = "the cafe answered " + e.getCode();
    try {
      JsonNode problem = new ObjectMapper().readTree(String.valueOf(e.getResponseBody()));
      return answer + ", " + problem.path("detail").asText("").replaceAll("\\p{Cntrl}", "?");
    } catch (IOException notOurs) {
      return answer;
    }
  }

  /** Tells something between steps. */
  void say(String text) {
    out.println(text);
    out.flush();
  }
}
