package cafe.boot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
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
      @Option(names = "--token", description = "a token of another cafe to take over")
          @Nullable String token) {
    ObjectNode wanted = JsonNodeFactory.instance.objectNode();
    put(wanted, "label", label);
    put(wanted, "token", token);
    if (uses != null) {
      wanted.put("uses", uses);
    }
    if (lifetime != null) {
      // The operator's own clock, at this very moment: nothing to inject it into.
      wanted.put("expires", Instant.now().plus(lifetime).toString());
    }
    JsonNode made = operator.call("POST", "/operator/v1/tokens", wanted.toString());
    return Output.show(operator, made, made.path("token").asText());
  }

  @Command(name = "list", description = "List the tokens, without their secrets.")
  int list(@Mixin OperatorOptions operator) {
    JsonNode answer = operator.call("GET", "/operator/v1/tokens", "");
    StringBuilder text = new StringBuilder();
    for (JsonNode token : answer.path("tokens")) {
      text.append(token.path("id").asText())
          .append(token.path("disabled").asBoolean() ? "  off  " : "  on   ")
          .append(token.path("used").asInt())
          .append(token.has("uses") ? "/" + token.path("uses").asInt() : "")
          .append(" used  ")
          .append(token.path("label").asText())
          .append('\n');
    }
    return Output.show(operator, answer, text.toString().stripTrailing());
  }

  @Command(name = "validate", description = "Say whether a token lets anybody in.")
  int validate(@Mixin OperatorOptions operator, @Parameters(paramLabel = "TOKEN") String token) {
    ObjectNode shown = JsonNodeFactory.instance.objectNode();
    shown.put("token", token);
    JsonNode verdict = operator.call("POST", "/operator/v1/tokens/validation", shown.toString());
    boolean valid = verdict.path("valid").asBoolean();
    Output.show(operator, verdict, valid ? "ok" : "invalid credentials");
    return valid ? 0 : 1;
  }

  @Command(name = "disable", description = "Switch a token off, by its id.")
  int disable(@Mixin OperatorOptions operator, @Parameters(paramLabel = "ID") String id) {
    operator.call("DELETE", "/operator/v1/tokens/" + Output.segment(id), "");
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("disabled", id);
    return Output.show(operator, answer, "disabled " + id);
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
