package cafe.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cafe.crypto.ContentKey;
import cafe.ipld.Multibase;
import cafe.storage.Block;
import cafe.storage.Content;
import cafe.storage.Contents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged cafe's gateway beside nginx on the same files: each server alone on one core, wrk on
 * another. Prints requests per second, and per second of the server's own CPU time, which says more
 * when the machine is not quiet. Needs Linux with two cores, nginx, wrk and taskset.
 */
@Tag("bench")
class GatewayBenchIT {
  private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
  private static final int WARM_SECONDS = Integer.getInteger("bench.warm", 20);
  private static final int SECONDS = Integer.getInteger("bench.seconds", 10);
  private static final int MIB = 1 << 20;
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([\\d.]+)(ms|s|m)");
  private static final Pattern BROKEN = Pattern.compile("Non-2xx|Socket errors");

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> servers = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (Process server : servers) {
      server.destroy();
      server.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void besideNginx() throws Exception {
    for (String tool : List.of("nginx", "wrk", "taskset")) {
      assumeTrue(isInstalled(tool), tool + " is not installed");
    }
    Files.createDirectories(folder.resolve("www"));
    ContentKey key = ContentKey.generate(new SecureRandom());
    int[] sizes = {4096, 256 * 1024, MIB, 16 * MIB};
    List<String> paths = new ArrayList<>();
    for (int size : sizes) {
      byte[] bytes = new byte[size];
      new Random(size).nextBytes(bytes);
      Files.write(folder.resolve("www/" + size), bytes);
      paths.add("/ipfs/" + store(Contents.file(bytes)));
    }
    byte[] plain = Files.readAllBytes(folder.resolve("www/" + MIB));
    String sealed = "/ipfs/" + store(Contents.file(key.encrypt(plain))) + "?key=" + key.text();
    Server cafe = startCafe();
    Server nginx = startNginx();
    for (int i = 0; i < sizes.length; i++) {
      String path = paths.get(i);
      byte[] expected = Files.readAllBytes(folder.resolve("www/" + sizes[i]));
      assertThat(get(cafe.url() + path)).isEqualTo(expected);
      int connections = sizes[i] > MIB ? 8 : 32;
      Rate ours = measure(cafe, path, connections);
      Rate theirs = measure(nginx, "/" + sizes[i], connections);
      print(sizes[i] + " bytes, cafe", ours, theirs);
      print(sizes[i] + " bytes, nginx", theirs, theirs);
    }
    assertThat(get(cafe.url() + sealed)).isEqualTo(plain);
    Rate opened = measure(cafe, sealed, 32);
    print("1 MiB opened with a key, beside plain", opened, measure(cafe, paths.get(2), 32));
  }

  private static void print(String what, Rate rate, Rate other) {
    System.out.printf(
        Locale.ROOT,
        "%-40s %10.0f/s (%.2fx)  %10.0f per CPU second (%.2fx)%n",
        what,
        rate.perSecond(),
        rate.perSecond() / other.perSecond(),
        rate.perCpuSecond(),
        rate.perCpuSecond() / other.perCpuSecond());
  }

  /** Puts blocks where a cafe that is not yet running will look for them. */
  private String store(Content content) {
    content.blocks(this::write);
    return content.root().toString();
  }

  private void write(Block block) {
    String name = Multibase.BASE32.encode(block.hash().bytes());
    String shard = name.substring(name.length() - 3, name.length() - 1);
    Path file = folder.resolve("data/blocks").resolve(shard).resolve(name);
    try {
      Files.createDirectories(file.getParent());
      try (var out =
          Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        out.write(block.bytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Server startCafe() throws Exception {
    int port = freePort();
    Process process =
        start(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-jar",
            JAR.toAbsolutePath().toString(),
            "serve",
            "--data",
            folder.resolve("data").toString(),
            "--http",
            "127.0.0.1:" + port,
            "--swarm",
            "127.0.0.1:0",
            "--operator",
            "127.0.0.1:0");
    return await(new Server("http://127.0.0.1:" + port, process.toHandle()), "/health");
  }

  private Server startNginx() throws Exception {
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
    Process master = start("nginx", "-c", conf.toString());
    await(new Server("http://127.0.0.1:" + port, master.toHandle()), "/4096");
    ProcessHandle worker = master.toHandle().children().findFirst().orElseThrow();
    return new Server("http://127.0.0.1:" + port, worker);
  }

  private Process start(String... command) throws IOException {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", "0"));
    pinned.addAll(Arrays.asList(command));
    Process process =
        new ProcessBuilder(pinned)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(servers.size() + ".log").toFile())
            .start();
    servers.add(process);
    return process;
  }

  private Server await(Server server, String path) throws Exception {
    for (int i = 0; i < 240; i++) {
      try {
        get(server.url() + path);
        return server;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
    throw new IllegalStateException(server.url() + " does not answer");
  }

  private byte[] get(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
  }

  private static Rate measure(Server server, String path, int connections) throws Exception {
    wrk(server.url() + path, connections, WARM_SECONDS);
    double before = cpuSeconds(server.process());
    Matcher done = wrk(server.url() + path, connections, SECONDS);
    double cpu = cpuSeconds(server.process()) - before;
    double requests = Double.parseDouble(done.group(1));
    return new Rate(requests / SECONDS, requests / cpu);
  }

  private static Matcher wrk(String url, int connections, int seconds) throws Exception {
    Process wrk =
        new ProcessBuilder(
                "taskset", "-c", "1", "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", url)
            .redirectErrorStream(true)
            .start();
    String report = new String(wrk.getInputStream().readAllBytes());
    wrk.waitFor();
    assertThat(BROKEN.matcher(report).find()).as(report).isFalse();
    Matcher matcher = REQUESTS.matcher(report);
    assertThat(matcher.find()).as(report).isTrue();
    return matcher;
  }

  private static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  private static boolean isInstalled(String tool) {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private record Server(String url, ProcessHandle process) {}

  private record Rate(double perSecond, double perCpuSecond) {}
}
