package cafe.boot;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** What commands print. */
final class Output {

  private Output() {}

  /** Prints an answer for programs or for people; the exit status of success. */
  static int show(OperatorOptions options, JsonNode answer, String text) {
    System.out.println(options.json() ? answer.toString() : text);
    return 0;
  }

  static void usage(@Nullable CommandSpec spec) {
    if (spec != null) {
      spec.commandLine().usage(System.err);
    }
  }

  /** A text as one segment of a path. */
  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
