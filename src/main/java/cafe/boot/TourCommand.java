package cafe.boot;

import cafe.tour.Tour;
import cafe.tour.TourPlan;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the tour of a running cafe, or of one that is started for it and then ends. */
@Command(
    name = "tour",
    description = {
      "Show the main job on real input: two accounts with three devices back up images, invite,",
      "restore and read back. Without --url, of a cafe that is started for it with fresh data."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TourCommand implements Callable<Integer> {

  private static final String ANY_PORT = "127.0.0.1:0";

  @Option(names = "--url", paramLabel = "URL", description = "a running cafe's API")
  private @Nullable String url;

  @Option(names = "--gateway", paramLabel = "URL", description = "its gateway, if it is elsewhere")
  private @Nullable String gateway;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:CAFE_TOKEN:-}",
      description = "an access token of it, good for three registrations (CAFE_TOKEN)")
  private String token = "";

  @Option(
      names = "--keep",
      description = "with --url: leave everything there, and tell a photo's link with its key")
  private boolean keep;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "a folder with .jpg, .png or .gif images (default: three of our own)")
  private @Nullable Path folder;

  @Override
  public Integer call() throws IOException {
    if (url == null) {
      if (keep) {
        throw new IllegalArgumentException("--keep needs --url: another cafe ends with its tour");
      }
      return ofFreshCafe();
    }
    if (token.isBlank()) {
      throw new IllegalArgumentException("--url needs --token; see 'cafe token create'");
    }
    String content = gateway == null ? url : gateway;
    make(new TourPlan(url, content, token, Optional.ofNullable(folder), keep));
    return 0;
  }

  /** Makes a tour and tells it on standard output. */
  static void make(TourPlan plan) {
    new Tour(plan, ClockAndRandom.clock(), ClockAndRandom.random(), System.out).run();
  }

  private int ofFreshCafe() throws IOException {
    Path data = Files.createTempDirectory("cafe-tour-data");
    System.setProperty("cafe.data", data.toString());
    System.setProperty("quarkus.http.host", "127.0.0.1");
    System.setProperty("quarkus.http.port", "0");
    System.setProperty("cafe.swarm.address", ANY_PORT);
    System.setProperty("cafe.operator.address", ANY_PORT);
    String[] arguments = folder == null ? new String[0] : new String[] {folder.toString()};
    AtomicInteger status = new AtomicInteger();
    try {
      Quarkus.run(TourGuide.class, (code, failure) -> status.set(failed(code, failure)), arguments);
    } finally {
      remove(data);
    }
    return status.get();
  }

  private static int failed(int code, @Nullable Throwable failure) {
    if (failure != null) {
      System.err.println("cafe: " + failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    return code;
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
