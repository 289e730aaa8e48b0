package cafe.boot;

import cafe.crypto.AccountKey;
import cafe.crypto.Mnemonic;
import cafe.crypto.Wallet;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Accounts: the cafe's own, and new ones. */
@Command(
    name = "account",
    description = "Make an account, or show the cafe's own.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class AccountCommand implements Runnable {

  private static final int WORDS = 12;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    Output.usage(spec);
  }

  @Command(
      name = "new",
      description = "Make a wallet and its first account. Kept nowhere: write it down.")
  int create(@Option(names = "--json", description = "answer with one JSON object") boolean json) {
    Mnemonic words = Mnemonic.generate(ClockAndRandom.random(), WORDS);
    AccountKey account = Wallet.of(words, "").account(0);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("mnemonic", words.words());
    answer.put("seed", account.seed());
    answer.put("address", account.address());
    System.out.println(
        json
            ? answer.toString()
            : "words    "
                + words.words()
                + "\nseed     "
                + account.seed()
                + "\naddress  "
                + account.address());
    return 0;
  }

  @Command(name = "show", description = "Show the running cafe's account and peer.")
  int show(@Mixin OperatorOptions operator) {
    JsonNode account = operator.call("GET", "/operator/v1/account", "");
    return Output.show(
        operator,
        account,
        "address  "
            + account.path("address").asText()
            + "\npeer     "
            + account.path("peer").asText());
  }
}
