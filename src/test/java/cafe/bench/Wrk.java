package cafe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.bench.Servers.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The load generator wrk, for requests that are all the same.
 *
 * @param path with the query
 * @param connections that wait for their answers
 * @param fields of the head
 */
record Wrk(String path, int connections, String... fields) {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern BROKEN = Pattern.compile("Non-2xx|Socket errors");

  /** Asks for so many seconds; every answer must be good. */
  Rate ask(Server server, int seconds) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(List.of("taskset", "-c", Servers.CLIENT_CORE, "wrk", "-t1"));
    line.addAll(List.of("-c" + connections, "-d" + seconds + "s", "--timeout", "30s"));
    for (String field : fields) {
      line.addAll(List.of("-H", field));
    }
    line.add(server.url().resolve(path).toString());
    double before = server.cpuSeconds();
    Process wrk = new ProcessBuilder(line).redirectErrorStream(true).start();
    String report = new String(wrk.getInputStream().readAllBytes());
    wrk.waitFor();
    double cpu = server.cpuSeconds() - before;
    assertThat(BROKEN.matcher(report).find()).as(report).isFalse();
    Matcher matcher = REQUESTS.matcher(report);
    assertThat(matcher.find()).as(report).isTrue();
    double requests = Double.parseDouble(matcher.group(1));
    return new Rate(requests / seconds, requests / cpu);
  }
}
