package cafe.boot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Access tokens: what clients register with. */
@Command(
    name = "token",
    description = "Make, list, judge and switch off access tokens.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class TokenCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    Output.usage(spec);
  }

  @Command(name = "create", description = "Make a token, or take one over; shown this once.")
  int create(
      @Mixin OperatorOptions operator,
      @Option(names = "--label", description = "for your memory") @Nullable String label,
      @Option(names = "--uses", description = "registrations that it is good for")
          @Nullable Integer uses,
      @Option(names = "--expires-in", description = "lifetime, as P30D or PT12H")
          @Nullable Duration lifetime,
      @Option(
              names = "--token",
              description =
                  "a token of another cafe, or its line of the original's list, to take over")
          @Nullable String token) {
    ObjectNode wanted = JsonNodeFactory.instance.objectNode();
    put(wanted, "label", label);
    put(wanted, "token", token);
    if (uses != null) {
      wanted.put("uses", uses);
    }
    if (lifetime != null) {
      wanted.put("expires", ClockAndRandom.clock().instant().plus(lifetime).toString());
    }
    JsonNode made = operator.call("POST", "/operator/v1/tokens", wanted.toString());
    // What was taken over by its line of the original's list has no text that could register.
    return Output.show(operator, made, made.path("token").asText(made.path("id").asText()));
  }

  @Command(name = "list", description = "List the tokens, without their secrets.")
  int list(@Mixin OperatorOptions operator) {
    StringBuilder text = new StringBuilder();
    ObjectNode all =
        operator.pages(
            "/operator/v1/tokens",
            "tokens",
            "id",
            token ->
                text.append(token.path("id").asText())
                    .append(token.path("disabled").asBoolean() ? "  off  " : "  on   ")
                    .append(token.path("used").asInt())
                    .append(token.has("uses") ? "/" + token.path("uses").asInt() : "")
                    .append(" used  ")
                    .append(token.path("label").asText())
                    .append('\n'));
    return Output.show(operator, all, text.toString().stripTrailing());
  }

  @Command(name = "validate", description = "Say whether a token lets new clients in.")
  int validate(@Mixin OperatorOptions operator, @Parameters(paramLabel = "TOKEN") String token) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("token", token);
    JsonNode verdict = operator.call("POST", "/operator/v1/tokens/validation", shown.toString());
    boolean valid = verdict.path("valid").asBoolean();
    Output.show(operator, verdict, verdict(verdict));
    return valid ? 0 : 1;
  }

  private static String verdict(JsonNode verdict) {
    if (verdict.path("valid").asBoolean()) {
      return verdict.has("left") ? "ok, registrations left: " + verdict.path("left").asInt() : "ok";
    }
    return verdict.has("left") ? "spent: only clients may come back" : "invalid credentials";
  }

  @Command(name = "disable", description = "Switch a token off, by its id.")
  int disable(
      @Mixin OperatorOptions operator,
      @Parameters(paramLabel = "ID") String id,
      @Option(
              names = "--end-sessions",
              description = "also end the sessions of clients that last registered with it")
          boolean endSessions) {
    String query = endSessions ? "?end-sessions=true" : "";
    operator.call("DELETE", "/operator/v1/tokens/" + Output.segment(id) + query, "");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("disabled", id);
    answer.put("sessionsEnded", endSessions);
    return Output.show(
        operator,
        answer,
        "disabled " + id + (endSessions ? ", sessions ended" : ", sessions go on"));
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
