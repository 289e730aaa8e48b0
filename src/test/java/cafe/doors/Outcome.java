package cafe.doors;

import cafe.kernel.Fault;
import java.util.List;

/**
 * What a caller got, as words that a scenario can expect.
 *
 * @param words {@code ok} and what was said; a fault's code, number and text; or {@code silence}
 */
record Outcome(String words) {

  /** Nothing went back, as nothing may, and nothing was wrong. */
  static final Outcome SILENCE = new Outcome("silence");

  /** An answer. */
  static Outcome ok(List<String> said) {
    return new Outcome(said.isEmpty() ? "ok" : "ok " + String.join(", ", said));
  }

  /** An answer. */
  static Outcome ok(String... said) {
    return ok(List.of(said));
  }

  /** A refusal with the catalogue's number and text. */
  static Outcome refused(Fault fault) {
    return refused(fault, fault.wireCode(), fault.wireText());
  }

  /** A refusal as it was read. */
  static Outcome refused(Fault fault, int code, String text) {
    return new Outcome(fault.code() + " " + code + " \"" + text + "\"");
  }

  /** Nothing went back, although something was wrong. */
  static Outcome silence(Fault fault) {
    return new Outcome("silence about " + fault.code());
  }

  @Override
  public String toString() {
    return words;
  }
}
