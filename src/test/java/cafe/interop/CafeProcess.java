package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.client.ApiException;
import cafe.client.StorageApi;
import cafe.testkit.GeneratedClient;
import cafe.testkit.TestDevice;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The packaged cafe as a program of its own, as an operator runs it, on ports of its choice. */
final class CafeProcess implements AutoCloseable {
  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final String ANY = "127.0.0.1:0";
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Process process;
  private final JsonNode details;

  CafeProcess(Path data, String... more) throws IOException {
    assertThat(JAR).as("the packaged cafe; ./mvnw package makes it").exists();
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    line.addAll(List.of(more));
    line.addAll(List.of("-jar", JAR.toString(), "serve", "--dev", "--json"));
    line.addAll(List.of("--data", data.toString(), "--http", ANY));
    line.addAll(List.of("--swarm", ANY, "--operator", ANY));
    Path logs = Files.createDirectories(Path.of("target", "interop"));
    Path log = logs.resolve("cafe-" + COUNT.incrementAndGet() + ".log");
    process = new ProcessBuilder(line).redirectError(log.toFile()).start();
    BufferedReader out = process.inputReader();
    String first = out.readLine();
    assertThat(first).as("connection details; see %s", log).startsWith("{");
    details = new ObjectMapper().readTree(first);
    Thread.startVirtualThread(() -> drain(out));
  }

  private static void drain(BufferedReader out) {
    try (out) {
      out.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // The program has ended.
    }
  }

  String peer() {
    return details.path("peer").asText();
  }

  String token() {
    return details.path("token").asText();
  }

  URI url() {
    return URI.create(details.path("url").asText());
  }

  /** The TCP address, or the one whose transport has that name, with the peer id. */
  String address(String transport) {
    for (JsonNode address : details.path("addresses")) {
      String text = address.asText();
      boolean webSocket = text.contains("/ws");
      if (webSocket == transport.equals("ws")) {
        return text.contains("/p2p/") ? text : text + "/p2p/" + peer();
      }
    }
    throw new AssertionError("no " + transport + " address in " + details);
  }

  /** Stores a file over HTTP and answers its CID. */
  String store(TestDevice device, byte[] file) {
    StorageApi storage = GeneratedClient.of(url()).storage();
    try {
      return GeneratedClient.send(file, body -> storage.pin(body, device.authorization())).getId();
    } catch (ApiException e) {
      throw new AssertionError("not stored", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
