package cafe.boot;

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
    StringBuilder text = new StringBuilder();
    ObjectNode all =
        operator.pages(
            "/operator/v1/clients",
            "clients",
            "peer",
            client ->
                text.append(client.path("peer").asText())
                    .append("  ")
                    .append(client.path("address").asText())
                    .append("  ")
                    .append(client.path("bytes").asLong())
                    .append(" bytes  seen ")
                    .append(client.path("seen").asText())
                    .append('\n'));
    return Output.show(operator, all, text.toString().stripTrailing());
  }
}
