package cafe.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.admin.http.OperatorListener;
import cafe.crypto.AccountKey;
import cafe.database.Database;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.ipld.Base58;
import cafe.testkit.TestDevice;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The operator's commands against a running cafe; run on each database. */
abstract class CommandsContract {

  @Inject OperatorListener operator;
  @Inject Database database;
  @Inject AccessTokens tokens;

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
    Ran spent = operate("token", "validate", token);
    assertThat(spent.json().path("valid").asBoolean()).isFalse();
    assertThat(spent.json().path("left").asInt(-1)).isZero();
    assertThat(spent.status()).isEqualTo(1);
    JsonNode clients = operate("client", "list").json().path("clients");
    assertThat(clients.findValuesAsText("peer")).contains(device.peer().toString());

    JsonNode listed = entry(operate("token", "list").json(), id);
    assertThat(listed.path("used").asInt()).isEqualTo(1);
    assertThat(listed.path("label").asText()).isEqualTo("friends");
    // W19: the list tells neither tokens nor their hashes.
    assertThat(operate("token", "list").out()).doesNotContain(token).doesNotContain("$2");
    Ran disabled = operate("token", "disable", id);
    assertThat(disabled.status()).isZero();
    assertThat(disabled.json().path("sessionsEnded").asBoolean(true)).isFalse();
    assertThat(status(device)).as("its sessions go on").isEqualTo(200);
    assertThat(entry(operate("token", "list").json(), id).path("disabled").asBoolean()).isTrue();
    Ran refused = operate("token", "validate", token);
    assertThat(refused.json().path("valid").asBoolean()).isFalse();
    assertThat(refused.status()).isEqualTo(1);
  }

  private int status(TestDevice device) {
    return TestDevice.send(device.request(url, "/cafe/v1/devices")).statusCode();
  }

  @Test
  void w14ALeakedTokensSessionsEnd() throws Exception {
    JsonNode leaked = operate("token", "create").json();
    JsonNode good = operate("token", "create").json();
    TestDevice thief = TestDevice.create().register(url, leaked.path("token").asText());
    TestDevice other = TestDevice.create().register(url, good.path("token").asText());
    Ran ran = operate("token", "disable", "--end-sessions", leaked.path("id").asText());
    assertThat(ran.status()).isZero();
    assertThat(ran.json().path("sessionsEnded").asBoolean()).isTrue();
    assertThat(status(thief)).isEqualTo(403);
    assertThat(thief.requestRefresh(url).statusCode()).isEqualTo(403);
    assertThat(status(other)).isEqualTo(200);
    assertThat(other.requestRefresh(url).statusCode()).isEqualTo(201);
  }

  @Test
  void moreTokensThanAPageAreListed() throws Exception {
    List<String> made = new ArrayList<>();
    database.write(
        () -> {
          for (int i = 0; i < 1_001; i++) {
            made.add(tokens.create(new NewAccessToken("many", null, null)).token().id());
          }
        });
    List<String> listed = operate("token", "list").json().path("tokens").findValuesAsText("id");
    assertThat(listed).doesNotHaveDuplicates().containsAll(made);
    assertThat(operate("token", "list").json().path("tokens").findValuesAsText("created"))
        .isSortedAccordingTo(Comparator.comparing(Instant::parse).reversed());
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
    String twice = run("token", "create", "--uses", "2", "--data", data.toString()).out().strip();
    TestDevice.create().register(url, twice);
    assertThat(run("token", "validate", twice, "--data", data.toString()).out().strip())
        .isEqualTo("ok, registrations left: 1");
    TestDevice.create().register(url, twice);
    assertThat(run("token", "validate", twice, "--data", data.toString()).out())
        .startsWith("spent");
    byte[] line = new byte[72];
    new SecureRandom().nextBytes(line);
    byte[] hash = "$2a$10$abcdefghijklmnopqrstuuUYM3kCSkS0Ajcm.zq8wyknFVp.0j0F.".getBytes(UTF_8);
    System.arraycopy(hash, 0, line, 12, hash.length);
    Ran taken = run("token", "create", "--token", Base58.encode(line), "--data", data.toString());
    assertThat(taken.out().strip())
        .as("an id: a line of the original's list lets nobody in")
        .isEqualTo(HexFormat.of().formatHex(line, 0, 12));
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
        List.of(
            List.of("token", "list"),
            List.of("token", "create"),
            List.of("token", "validate", "x"),
            List.of("token", "disable", "x"),
            List.of("client", "list", "--json"),
            List.of("account", "show"))) {
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
