package cafe.interop;

import cafe.crypto.Ed25519PrivateKey;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Kubo, alone with whom it is connected to: on loopback, with an empty repository, without routing,
 * discovery or anything else that talks to strangers.
 */
final class Kubo implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path repository;
  private final Process daemon;
  private final URI api;

  /** Starts a daemon whose repository is a new folder. */
  Kubo(Path repository) throws IOException, InterruptedException {
    this.repository = repository;
    configure(repository);
    Path log = Files.createDirectories(Path.of("target", "interop")).resolve("kubo.log");
    daemon = process(repository, "daemon").redirectError(log.toFile()).start();
    api = awaitReady(daemon);
  }

  /** Makes a repository, for commands that need no daemon. */
  static void configure(Path repository) throws IOException, InterruptedException {
    run(process(repository, "init", "--empty-repo", "--profile=test"));
    Path file = repository.resolve("config");
    ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
    config.withObject("/AutoConf").put("Enabled", false);
    config.withObject("/AutoTLS").put("Enabled", false);
    config.withObject("/Provide").put("Enabled", false);
    config.withObject("/HTTPRetrieval").put("Enabled", false);
    config.withObject("/Pubsub").put("Enabled", true);
    config.withObject("/Swarm").put("DisableNatPortMap", true);
    config.withObject("/Swarm/RelayClient").put("Enabled", false);
    config.withObject("/Swarm/RelayService").put("Enabled", false);
    config.withObject("/Routing").put("Type", "none").putArray("DelegatedRouters");
    config.withObject("/Ipns").putArray("DelegatedPublishers");
    config.withObject("/DNS").putObject("Resolvers");
    JSON.writeValue(file.toFile(), config);
  }

  private static ProcessBuilder process(Path repository, String... arguments) {
    List<String> line = new ArrayList<>(Tools.kubo());
    line.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("IPFS_PATH", repository.toString());
    builder.environment().put("IPFS_TELEMETRY", "off");
    return builder;
  }

  /** Runs a command without the daemon and answers what it printed. */
  static String offline(Path repository, String... arguments)
      throws IOException, InterruptedException {
    return run(process(repository, arguments));
  }

  private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(builder.command() + ": " + said);
    }
    return said.strip();
  }

  private static URI awaitReady(Process daemon) throws IOException {
    BufferedReader out = daemon.inputReader();
    URI api = null;
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("RPC API server listening on ")) {
        String[] parts = line.split("/");
        api = URI.create("http://" + parts[2] + ":" + parts[4]);
      }
      if (line.startsWith("Daemon is ready") && api != null) {
        Thread.startVirtualThread(() -> drain(out));
        return api;
      }
    }
    throw new IOException("Kubo did not start");
  }

  private static void drain(BufferedReader out) {
    try (out) {
      out.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // The daemon has ended.
    }
  }

  private URI uri(String name, String... arguments) {
    StringBuilder query = new StringBuilder("/api/v0/" + name + "?");
    for (String argument : arguments) {
      int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
      String key = equals < 0 ? "arg" : argument.substring(2, equals);
      String value = argument.substring(equals + 1);
      query.append(key).append('=');
      query.append(URLEncoder.encode(value, StandardCharsets.UTF_8)).append('&');
    }
    return api.resolve(query.toString());
  }

  /** Calls the daemon; {@code --name=value} is an option, all else an argument. */
  JsonNode call(String name, String... arguments) throws IOException, InterruptedException {
    try (InputStream body = stream(name, arguments)) {
      return JSON.readTree(body);
    }
  }

  /** As {@link #call} for answers that are content, or that have no end. */
  InputStream stream(String name, String... arguments) throws IOException, InterruptedException {
    return send(name, HttpRequest.newBuilder(uri(name, arguments)), new byte[0]);
  }

  /** Calls the daemon with content. */
  InputStream upload(String name, byte[] content, String... arguments)
      throws IOException, InterruptedException {
    String boundary = "cafe-interop-boundary";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(name, arguments))
            .header("Content-Type", "multipart/form-data; boundary=" + boundary);
    String head =
        "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n";
    byte[] start = ("--" + boundary + head).getBytes(StandardCharsets.UTF_8);
    byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] body = Arrays.copyOf(start, start.length + content.length + end.length);
    System.arraycopy(content, 0, body, start.length, content.length);
    System.arraycopy(end, 0, body, start.length + content.length, end.length);
    return send(name, request, body);
  }

  private InputStream send(String name, HttpRequest.Builder request, byte[] body)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(
            request
                .timeout(Duration.ofMinutes(3))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      try (InputStream said = response.body()) {
        throw new IOException(
            name + ": " + new String(said.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return response.body();
  }

  /** Adds a file with the original's settings and answers its CID. */
  String add(byte[] content) throws IOException, InterruptedException {
    try (InputStream body =
        upload("add", content, "--cid-version=0", "--raw-leaves=false", "--pin=false")) {
      return JSON.readTree(body).path("Hash").asText();
    }
  }

  /** The address to dial, with the peer id. */
  String address() throws IOException, InterruptedException {
    return call("id").path("Addresses").path(0).asText();
  }

  /** The key of this node. */
  Ed25519PrivateKey key() throws IOException {
    JsonNode config = JSON.readTree(repository.resolve("config").toFile());
    String key = config.path("Identity").path("PrivKey").asText();
    return Ed25519PrivateKey.fromProtobuf(Base64.getDecoder().decode(key));
  }

  String peer() throws IOException, InterruptedException {
    return call("id").path("ID").asText();
  }

  @Override
  public void close() {
    daemon.destroy();
    try {
      if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
        daemon.destroyForcibly();
      }
    } catch (InterruptedException e) {
      daemon.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
