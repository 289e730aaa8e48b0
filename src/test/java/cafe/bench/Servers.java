package cafe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs that are measured, each alone on the first core; whoever asks them uses the second. */
final class Servers implements AutoCloseable {
  static final String SERVER_CORE = "0";
  static final String CLIENT_CORE = "1";

  private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final int ATTEMPTS = 240;

  private final Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> running = new ArrayList<>();

  Servers(Path folder) {
    this.folder = folder;
  }

  /**
   * A program that answers.
   *
   * @param url where
   * @param process whose CPU time counts
   * @param token an access token of a cafe, or an empty text
   */
  record Server(URI url, ProcessHandle process, String token) {
    double cpuSeconds() {
      return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }
  }

  static boolean isInstalled(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
  }

  /** The packaged cafe, with further options of Java; its data lie in the folder's {@code data}. */
  Server cafe(String... options) throws IOException {
    assertThat(JAR).as("the packaged cafe; ./mvnw package makes it").exists();
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx1g", "--enable-native-access=ALL-UNNAMED"));
    line.addAll(List.of(System.getProperty("bench.java", "-Dbench").split(" ")));
    line.addAll(List.of(options));
    line.addAll(List.of("-jar", JAR.toAbsolutePath().toString(), "serve", "--dev", "--json"));
    line.addAll(List.of("--data", folder.resolve("data").toString(), "--http", "127.0.0.1:0"));
    line.addAll(List.of("--swarm", "127.0.0.1:0", "--operator", "127.0.0.1:0"));
    Path log = log();
    Process process = new ProcessBuilder(pinned(line)).redirectError(log.toFile()).start();
    running.add(process);
    BufferedReader out = process.inputReader();
    String first = out.readLine();
    assertThat(first).as("connection details; see %s", log).startsWith("{");
    JsonNode details = new ObjectMapper().readTree(first);
    Thread.startVirtualThread(() -> drain(out));
    return new Server(
        URI.create(details.path("url").asText()),
        process.toHandle(),
        details.path("token").asText());
  }

  /** An nginx that serves the folder's {@code www}, as well as it can. */
  Server nginx() throws IOException, InterruptedException {
    int port = freePort();
    Path conf = folder.resolve("nginx.conf");
    String config =
        """
        daemon off; worker_processes 1; pid F/pid; error_log F/errors;
        events { worker_connections 1024; }
        http {
          access_log off; sendfile on; tcp_nopush on; open_file_cache max=100;
          keepalive_requests 1000000000; default_type application/octet-stream;
          client_body_temp_path F/1; proxy_temp_path F/2; fastcgi_temp_path F/3;
          uwsgi_temp_path F/4; scgi_temp_path F/5;
          server { listen 127.0.0.1:PORT; root F/www; }
        }
        """;
    Files.writeString(
        conf, config.replace("F/", folder + "/").replace("PORT", Integer.toString(port)));
    // its workers run as another user when it is started by root
    for (Path path = folder; path != null && path.startsWith("/tmp/"); path = path.getParent()) {
      path.toFile().setExecutable(true, false);
    }
    Process master = program("nginx", "-c", conf.toString());
    URI url = URI.create("http://127.0.0.1:" + port);
    await(url.resolve("/"));
    ProcessHandle worker = master.toHandle().children().findFirst().orElseThrow();
    return new Server(url, worker, "");
  }

  /** Any program, whose output goes into a file of the folder. */
  Process program(String... command) throws IOException {
    Process process =
        new ProcessBuilder(pinned(List.of(command)))
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    running.add(process);
    return process;
  }

  private static List<String> pinned(List<String> command) {
    List<String> line = new ArrayList<>(List.of("taskset", "-c", SERVER_CORE));
    line.addAll(command);
    return line;
  }

  private Path log() {
    return folder.resolve(running.size() + ".log");
  }

  /** Waits until something answers. */
  void await(URI url) throws IOException, InterruptedException {
    for (int i = 1; ; i++) {
      try {
        get(url);
        return;
      } catch (IOException e) {
        if (i == ATTEMPTS) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
  }

  byte[] get(URI url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url).build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void drain(BufferedReader out) {
    try (out) {
      out.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // The program has ended.
    }
  }

  @Override
  public void close() {
    for (Process process : running) {
      process.destroy();
    }
    for (Process process : running) {
      process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
      process.destroyForcibly();
    }
    client.close();
  }
}
