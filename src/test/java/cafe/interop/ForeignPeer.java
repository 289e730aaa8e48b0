package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A peer in a process of its own that is driven by JSON lines, as {@code
 * src/test/interop/old-textile-peer/README.md} describes. Its standard error goes to a file under
 * {@code target/interop}.
 */
final class ForeignPeer implements AutoCloseable {
  /** The answer to a request was an error. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String command, String error) {
      super(command + ": " + error);
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final BufferedWriter requests;
  private final Path log;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

  private ForeignPeer(String name, List<String> command) throws IOException {
    Path logs = Files.createDirectories(Path.of("target", "interop"));
    log = logs.resolve(name + "-" + COUNT.incrementAndGet() + ".log");
    process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    requests = process.outputWriter();
    Thread.ofVirtual().name("answers of " + name).start(this::readAnswers);
  }

  static ForeignPeer oldTextile() throws IOException {
    return new ForeignPeer("old-textile-peer", Tools.oldTextilePeer());
  }

  static ForeignPeer js() throws IOException {
    return new ForeignPeer("js-peer", Tools.js("peer.js"));
  }

  static ForeignPeer goPerf() throws IOException {
    return new ForeignPeer("go-perf", Tools.goPerf());
  }

  /** A program of ours, from the tests' own class path. */
  static ForeignPeer java(Class<?> main) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = System.getProperty("surefire.test.class.path", classPath());
    return new ForeignPeer(
        main.getSimpleName(), List.of(java, "-Xmx1g", "-cp", classes, main.getName()));
  }

  private static String classPath() {
    return System.getProperty("java.class.path", "");
  }

  /** A text as JSON. */
  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Asks and waits; the arguments are names and values in turn. */
  JsonNode call(String command, Object... arguments) {
    return await(command, PATIENCE, send(command, false, PATIENCE, arguments));
  }

  /** As {@link #call} for what takes longer. */
  JsonNode callFor(Duration timeout, String command, Object... arguments) {
    return await(command, timeout, send(command, false, timeout, arguments));
  }

  /** Asks for something that ends later, without keeping the next requests waiting. */
  CompletableFuture<JsonNode> begin(Duration timeout, String command, Object... arguments) {
    return send(command, true, timeout, arguments);
  }

  /** What {@link #begin} began. */
  static JsonNode await(String command, Duration timeout, CompletableFuture<JsonNode> answer) {
    try {
      // The peer keeps the timeout itself; this one is for a peer that does not.
      JsonNode got = answer.get(timeout.toMillis() + 15_000, TimeUnit.MILLISECONDS);
      if (!got.path("ok").asBoolean()) {
        throw new Refused(command, got.path("error").asText());
      }
      return got.path("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(command + " got no answer", e);
    }
  }

  private CompletableFuture<JsonNode> send(
      String command, boolean background, Duration timeout, Object... arguments) {
    assertThat(arguments.length % 2).as("names and values").isZero();
    int id = ids.incrementAndGet();
    ObjectNode request = JSON.createObjectNode();
    request.put("id", id).put("cmd", command).put("timeout", timeout.toMillis());
    if (background) {
      request.put("background", true);
    }
    for (int i = 0; i < arguments.length; i += 2) {
      request.set((String) arguments[i], JSON.valueToTree(arguments[i + 1]));
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    try {
      write(request + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the peer has ended; see " + log, e);
    }
    return answer;
  }

  private void write(String line) throws IOException {
    requests.write(line);
    requests.flush();
  }

  private void readAnswers() {
    try (BufferedReader answers = process.inputReader()) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        JsonNode answer = JSON.readTree(line);
        CompletableFuture<JsonNode> asked = waiting.remove(answer.path("id").asInt());
        if (asked != null) {
          asked.complete(answer);
        }
      }
    } catch (IOException e) {
      // The process is gone; so says what follows.
    }
    IOException end = new IOException("the peer has ended; see " + log);
    waiting.values().forEach(asked -> asked.completeExceptionally(end));
  }

  @Override
  public void close() throws IOException {
    requests.close();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
