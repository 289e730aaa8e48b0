package cafe.boot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The clients of the cafe. */
@Command(
    name = "client",
    description = "List the clients.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ClientCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    Output.usage(spec);
  }

  @Command(name = "list", description = "List the clients and what they keep here.")
  int list(@Mixin OperatorOptions operator) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    StringBuilder text = new StringBuilder();
    JsonNode page = clients(operator, "");
    while (!page.isEmpty()) {
      for (JsonNode client : page) {
        all.add(client);
        text.append(client.path("peer").asText())
            .append("  ")
            .append(client.path("address").asText())
            .append("  ")
            .append(client.path("bytes").asLong())
            .append(" bytes  seen ")
            .append(client.path("seen").asText())
            .append('\n');
      }
      page = clients(operator, page.get(page.size() - 1).path("peer").asText());
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("clients", all);
    return Output.show(operator, answer, text.toString().stripTrailing());
  }

  private static JsonNode clients(OperatorOptions operator, String after) {
    return operator
        .call("GET", "/operator/v1/clients?after=" + Output.segment(after), "")
        .path("clients");
  }
}
