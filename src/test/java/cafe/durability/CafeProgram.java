package cafe.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The packaged cafe as a process of its own, on ports of its choice, that can be killed. */
final class CafeProgram implements AutoCloseable {
  static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final String ANY = "127.0.0.1:0";

  private final Process process;
  private final BufferedReader out;
  private final Path log;

  private CafeProgram(Process process, Path log) {
    this.process = process;
    this.out = process.inputReader();
    this.log = log;
  }

  /**
   * How to start it.
   *
   * @param data its folder
   * @param log file that its log is appended to
   * @param before the beginning of the command line: a program that runs it, or nothing
   * @param jvm options of the Java machine
   * @param settings as environment variables
   */
  record Launch(
      Path data, Path log, List<String> before, List<String> jvm, Map<String, String> settings) {
    /** As a small machine of short life. */
    static Launch quick(Path data, Path log) {
      List<String> jvm = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
      return new Launch(data, log, List.of(), jvm, Map.of());
    }

    Launch with(Map<String, String> more) {
      return new Launch(data, log, before, jvm, more);
    }

    Launch with(List<String> options) {
      List<String> all = new ArrayList<>(jvm);
      all.addAll(options);
      return new Launch(data, log, before, all, settings);
    }

    Launch under(String... command) {
      return new Launch(data, log, Arrays.asList(command), jvm, settings);
    }

    CafeProgram start() throws IOException {
      assertThat(JAR).as("the packaged cafe; ./mvnw package makes it").exists();
      List<String> line = new ArrayList<>(before);
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.add("--enable-native-access=ALL-UNNAMED");
      line.addAll(jvm);
      line.addAll(List.of("-jar", JAR.toString(), "serve", "--dev", "--json"));
      line.addAll(List.of("--data", data.toString(), "--http", ANY));
      line.addAll(List.of("--swarm", ANY, "--operator", ANY));
      Files.createDirectories(log.toAbsolutePath().getParent());
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.environment().putAll(settings);
      File file = log.toFile();
      return new CafeProgram(
          builder.redirectError(ProcessBuilder.Redirect.appendTo(file)).start(), log);
    }
  }

  /** Waits until it serves. */
  Running awaitReady() throws IOException {
    String first = out.readLine();
    assertThat(first).as("connection details; see %s", log).isNotNull().startsWith("{");
    JsonNode details = new ObjectMapper().readTree(first);
    Thread.startVirtualThread(this::drain);
    return new Running(
        URI.create(details.path("url").asText()),
        details.path("token").asText(),
        details.path("peer").asText());
  }

  /**
   * A cafe that serves.
   *
   * @param url of its API
   * @param token an access token
   * @param peer its peer id
   */
  record Running(URI url, String token, String peer) {}

  private void drain() {
    try (out) {
      out.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // The program has ended.
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it as {@code kill -9} does; what traces it sees that and ends by itself. */
  void kill() throws InterruptedException {
    Optional<ProcessHandle> child = process.descendants().findFirst();
    child.orElse(process.toHandle()).destroyForcibly();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the program does not die");
    }
  }

  /** Ends it as an operator does, and waits for that. */
  void end() throws InterruptedException {
    // By its handle, which leaves the streams open: what it prints in the end must not fail.
    process.toHandle().destroy();
    process.waitFor();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
