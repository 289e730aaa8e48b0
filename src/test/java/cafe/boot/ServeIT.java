package cafe.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged program as an operator runs it: flags, their environment twins, what it prints. */
@Execution(ExecutionMode.CONCURRENT)
class ServeIT {
  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final String ANY = "127.0.0.1:0";

  /** An address of documentation: nobody can listen there. */
  private static final String NOWHERE = "192.0.2.1:1";

  private static final String PUBLIC = "C5YsYLRCrxXzQExzfhTHYJQDJpDAeeahuEQSXDqXLQcL";

  @TempDir Path folder;

  @Test
  void flagsWinOverTheirEnvironmentTwins() throws Exception {
    Path data = folder.resolve("flag");
    Map<String, String> twins =
        Map.of(
            "CAFE_DATA",
            folder.resolve("twin").toString(),
            "CAFE_HTTP",
            NOWHERE,
            "CAFE_SWARM",
            NOWHERE,
            "CAFE_OPERATOR",
            NOWHERE,
            "CAFE_HOST_URL",
            "http://twin.example.org",
            "CAFE_GATEWAY_HOST",
            "content.example.org",
            "CAFE_DEV",
            "off");
    String peer;
    try (Program cafe =
        new Program(
            twins,
            "--data",
            data.toString(),
            "--http",
            ANY,
            "--swarm",
            ANY,
            "--operator",
            ANY,
            "--url",
            "http://flag.example.org",
            "--gateway-host",
            "flag-content.example.org",
            "--dev")) {
      JsonNode told = cafe.details();
      peer = told.path("peer").asText();
      assertThat(peer).startsWith("12D3KooW");
      assertThat(told.path("address").asText()).startsWith("P");
      assertThat(told.path("url").asText()).isEqualTo("http://flag.example.org");
      assertThat(told.path("gateway").asText()).isEqualTo("http://flag-content.example.org");
      assertThat(told.path("addresses"))
          .isNotEmpty()
          .allSatisfy(address -> assertThat(address.asText()).endsWith("/p2p/" + peer));
      assertThat(told.path("token").asText()).hasSizeGreaterThan(40);
      assertThat(folder.resolve("twin")).doesNotExist();
      assertThat(command("token", "list", "--data", data.toString())).contains("development");
      assertThat(
              command("token", "list", "--operator", operator(told), "--secret-file", secret(data)))
          .contains("development");

      refusesTheFolder(data);
    }
    // It has ended as it should, and commands say so.
    assertThat(command("token", "list", "--data", data.toString())).contains("no cafe runs");
    comesBackFromItsTwinAlone(data, peer);
    hearsOfDevModeAndItsUrlFromTwinsAlone(data);
  }

  private void hearsOfDevModeAndItsUrlFromTwinsAlone(Path data) throws Exception {
    Map<String, String> twins = anywhere(data);
    twins.put("CAFE_HOST_URL", "http://twin.example.org/");
    twins.put("CAFE_DEV", "on");
    try (Program cafe = new Program(twins)) {
      JsonNode told = cafe.details();
      assertThat(told.path("url").asText()).isEqualTo("http://twin.example.org");
      assertThat(told.path("token").asText()).hasSizeGreaterThan(40);
    }
  }

  private void comesBackFromItsTwinAlone(Path data, String peer) throws Exception {
    Map<String, String> twins = anywhere(data);
    twins.put("CAFE_GATEWAY_HOST", "content.example.org");
    twins.put("CAFE_IDENTITY_PUBLIC_TOKEN", PUBLIC);
    twins.put("CAFE_DEV", "on");
    twins.put("CAFE_BOOT_DEV", "true");
    try (Program cafe = new Program(twins, "--dev", "off")) {
      JsonNode told = cafe.details();
      assertThat(told.path("peer").asText()).isEqualTo(peer);
      assertThat(told.path("gateway").asText()).contains("content.example.org");
      assertThat(told.has("token")).as("a token, though a flag says no").isFalse();
      assertThat(page(told.path("url").asText())).contains(PUBLIC);
    }
  }

  /** What a person reads who starts it. */
  @Test
  void tellsItsConnectionDetails() throws Exception {
    String data = folder.resolve("read").toString();
    List<String> line = new ArrayList<>(List.of("serve", "--dev", "--data", data));
    line.addAll(List.of("--http", ANY, "--swarm", ANY, "--operator", ANY));
    Process cafe = process(Map.of(), line);
    cafe.getErrorStream().close();
    Map<String, String> told = new HashMap<>();
    try (BufferedReader out = cafe.inputReader()) {
      String read = out.readLine();
      while (read != null && !read.equals("The cafe is open.")) {
        read = out.readLine();
      }
      for (read = out.readLine(); read != null && !read.isEmpty(); read = out.readLine()) {
        String[] named = read.strip().split(" +", 2);
        told.put(named[0], named[1]);
      }
    } finally {
      cafe.destroy();
      cafe.waitFor();
    }
    assertThat(told)
        .containsOnlyKeys("peer", "account", "API", "gateway", "operator", "swarm", "token");
    assertThat(told.get("peer")).startsWith("12D3KooW");
    assertThat(told.get("API")).startsWith("http://");
    assertThat(told.get("gateway")).startsWith(told.get("API") + "/ipfs/");
    assertThat(told.get("token")).endsWith("(fresh, for development)");
  }

  /** Each of two would take the other's work for what a dead one left. */
  private static void refusesTheFolder(Path data) throws Exception {
    Process second = process(Map.of(), List.of("serve", "--data", data.toString(), "--http", ANY));
    String log = new String(second.getErrorStream().readAllBytes(), UTF_8);
    assertThat(second.waitFor()).isNotZero();
    assertThat(log).contains("another cafe runs on the data folder " + data);
  }

  @Test
  void keepsItsRowsInTheDatabaseOfTheFlag() throws Exception {
    Path data = folder.resolve("postgresql");
    Map<String, String> twins = anywhere(data);
    twins.put("CAFE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/twin");
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start()) {
      String url = server.getJdbcUrl("postgres", "postgres");
      try (Program cafe = new Program(twins, "--database", url, "--dev")) {
        toursWithTheTokenOfItsEnvironment(cafe.details());
        try (Connection connection = DriverManager.getConnection(url);
            Statement statement = connection.createStatement();
            ResultSet labels = statement.executeQuery("select label, uses from access_tokens")) {
          assertThat(labels.next()).isTrue();
          assertThat(labels.getString(1)).isEqualTo("development");
          assertThat(labels.getInt(2)).isEqualTo(3);
        }
      }
    }
    assertThat(data.resolve("node.key")).exists();
    assertThat(data.resolve("cafe.db")).doesNotExist();
  }

  private void toursWithTheTokenOfItsEnvironment(JsonNode cafe) throws Exception {
    Map<String, String> twin = Map.of("CAFE_TOKEN", cafe.path("token").asText());
    String url = cafe.path("url").asText();
    toursOnePhoto(process(twin, List.of("tour", "--url", url, photos().toString())));
  }

  @Test
  void theTourStartsACafeForItself() throws Exception {
    toursOnePhoto(process(Map.of(), List.of("tour", photos().toString())));
  }

  private static void toursOnePhoto(Process tour) throws Exception {
    // Its log, which nobody reads here.
    tour.getErrorStream().close();
    String told = new String(tour.getInputStream().readAllBytes(), UTF_8);
    assertThat(tour.waitFor()).as(told).isZero();
    assertThat(told).contains("1 photos, every byte as it was");
  }

  /** Twins of a cafe on a folder, with ports that are free. */
  private static Map<String, String> anywhere(Path data) {
    return new HashMap<>(
        Map.of(
            "CAFE_DATA", data.toString(),
            "CAFE_HTTP", ANY,
            "CAFE_SWARM", ANY,
            "CAFE_OPERATOR", ANY));
  }

  /** A folder with one photo. */
  private Path photos() throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    try (var ours = ServeIT.class.getResourceAsStream("/cafe/tour/photos/dunes.jpg")) {
      assertThat(ours).isNotNull();
      Files.copy(ours, photos.resolve("mine.jpg"));
    }
    return photos;
  }

  private static String operator(JsonNode told) {
    return URI.create(told.path("operator").asText()).getAuthority();
  }

  private static String secret(Path data) {
    return data.resolve("operator.secret").toString();
  }

  private static String page(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).header("Accept", "text/html").build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  /** What a command says, on either channel. */
  private static String command(String... line) throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Process process = process(Map.of(), List.of(line));
    process.getInputStream().transferTo(said);
    process.getErrorStream().transferTo(new PrintStream(said, true, UTF_8));
    process.waitFor();
    return said.toString(UTF_8);
  }

  private static Process process(Map<String, String> environment, List<String> arguments)
      throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    line.addAll(List.of("-jar", JAR.toString()));
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** A cafe that runs. */
  private static final class Program implements AutoCloseable {
    private final Process process;
    private final JsonNode details;

    Program(Map<String, String> environment, String... flags) throws IOException {
      List<String> arguments = new ArrayList<>(List.of("serve", "--json"));
      arguments.addAll(List.of(flags));
      process = process(environment, arguments);
      Thread.startVirtualThread(this::drain);
      String first = process.inputReader().readLine();
      assertThat(first).as("connection details").startsWith("{");
      details = new ObjectMapper().readTree(first);
    }

    private void drain() {
      try {
        process.getErrorStream().transferTo(System.err);
      } catch (IOException e) {
        // The program has ended.
      }
    }

    JsonNode details() {
      return details;
    }

    @Override
    public void close() {
      process.destroy();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
