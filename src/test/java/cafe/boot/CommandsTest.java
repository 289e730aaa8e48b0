package cafe.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.admin.http.OperatorListener;
import cafe.crypto.AccountKey;
import cafe.testkit.TestDevice;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The operator's commands against a running cafe. */
@QuarkusTest
class CommandsTest {

  @Inject OperatorListener operator;

  @ConfigProperty(name = "cafe.data")
  Path data;

  @TestHTTPResource URI url;

  /** What a command did: its exit status, and what it printed. */
  private record Ran(int status, String out, String err) {
    JsonNode json() throws IOException {
      assertThat(out.strip().lines()).hasSize(1);
      return new ObjectMapper().readTree(out);
    }
  }

  private static Ran run(String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine().setErr(new PrintWriter(err, true));
    System.setOut(new PrintStream(out, true, UTF_8));
    try {
      int status = commandLine.execute(args);
      return new Ran(status, out.toString(UTF_8), err.toString());
    } finally {
      System.setOut(before);
    }
  }

  private Ran operate(String... args) {
    return run(
        Stream.concat(Stream.of(args), Stream.of("--json", "--data", data.toString()))
            .toArray(String[]::new));
  }

  @Test
  void aTokenIsMadeUsedListedAndSwitchedOff() throws Exception {
    JsonNode made = operate("token", "create", "--label", "friends", "--uses", "1").json();
    String token = made.path("token").asText();
    String id = made.path("id").asText();
    assertThat(operate("token", "validate", token).json().path("valid").asBoolean()).isTrue();

    TestDevice device = TestDevice.create().register(url, token);
    JsonNode clients = operate("client", "list").json().path("clients");
    assertThat(clients.findValuesAsText("peer")).contains(device.peer().toString());

    JsonNode listed = entry(operate("token", "list").json(), id);
    assertThat(listed.path("used").asInt()).isEqualTo(1);
    assertThat(listed.path("label").asText()).isEqualTo("friends");
    // W19: the list tells neither tokens nor their hashes.
    assertThat(operate("token", "list").out()).doesNotContain(token).doesNotContain("$2");
    assertThat(operate("token", "disable", id).status()).isZero();
    assertThat(entry(operate("token", "list").json(), id).path("disabled").asBoolean()).isTrue();
    Ran refused = operate("token", "validate", token);
    assertThat(refused.json().path("valid").asBoolean()).isFalse();
    assertThat(refused.status()).isEqualTo(1);
  }

  private static JsonNode entry(JsonNode list, String id) {
    for (JsonNode token : list.path("tokens")) {
      if (token.path("id").asText().equals(id)) {
        return token;
      }
    }
    throw new AssertionError("no token " + id);
  }

  @Test
  void peopleReadPlainText() {
    Ran made = run("token", "create", "--data", data.toString());
    assertThat(made.status()).isZero();
    assertThat(made.out().strip()).hasSizeGreaterThan(44).doesNotContain("{");
    Ran valid = run("token", "validate", made.out().strip(), "--data", data.toString());
    assertThat(valid.out().strip()).isEqualTo("ok");
  }

  @Test
  void accountsAreMadeAndShown() throws Exception {
    JsonNode own = operate("account", "show").json();
    assertThat(own.path("address").asText()).startsWith("P");
    assertThat(own.path("peer").asText()).startsWith("12D3Koo");
    JsonNode made = run("account", "new", "--json").json();
    assertThat(AccountKey.parse(made.path("seed").asText()).address())
        .isEqualTo(made.path("address").asText());
    assertThat(made.path("mnemonic").asText().split(" ")).hasSize(12);
  }

  @Test
  void theListenerIsFoundByItsAddressToo() {
    String secret = data.resolve("operator.secret").toString();
    String address = URI.create(operator.url()).getAuthority();
    Ran ran = run("token", "list", "--json", "--operator", address, "--secret-file", secret);
    assertThat(ran.status()).isZero();
  }

  @Test
  void aWrongSecretIsRefusedInWords(@TempDir Path folder) throws IOException {
    Path wrong = Files.writeString(folder.resolve("secret"), "x".repeat(43) + "\n");
    Ran ran = run("token", "list", "--data", data.toString(), "--secret-file", wrong.toString());
    assertThat(ran.status()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).startsWith("cafe: ").doesNotContain("Exception");
  }

  @Test
  void whereNoCafeRunsTheyPlainlySaySo(@TempDir Path folder) throws IOException {
    for (List<String> command :
        List.of(List.of("token", "list"), List.of("client", "list"), List.of("account", "show"))) {
      Ran ran =
          run(
              Stream.concat(command.stream(), Stream.of("--data", folder.toString()))
                  .toArray(String[]::new));
      assertThat(ran.status()).isEqualTo(1);
      assertThat(ran.err()).startsWith("cafe: no cafe runs with the data folder " + folder);
    }
    // The folder of one that has ended.
    Files.writeString(folder.resolve("operator.url"), "http://127.0.0.1:1\n");
    Files.writeString(folder.resolve("operator.secret"), "x\n");
    Ran ended = run("token", "list", "--data", folder.toString());
    assertThat(ended.err()).startsWith("cafe: no cafe runs at http://127.0.0.1:1");
  }

  @Test
  void nonsenseIsRefusedWithUsage() {
    assertThat(run("token", "create", "--uses", "many").status()).isEqualTo(2);
    assertThat(run("brew").status()).isEqualTo(2);
  }
}
