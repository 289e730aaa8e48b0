package cafe.durability;

import cafe.durability.CafeProgram.Launch;
import cafe.durability.CafeProgram.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Loaded classes of the packaged cafe, remembered from a first run (JEP 514), so that the many
 * starts of a campaign take half the time. The Java machine goes on without, should it not fit.
 */
final class StartCache {
  private static final Path FILE = Path.of("target/durability/cafe.aot");
  private static final int STEPS = 40;

  private StartCache() {}

  /** An option of the Java machine for {@link Launch#quick}; makes the cache if need be. */
  static synchronized List<String> option() throws Exception {
    if (!Files.exists(FILE) || isOlderThan(CafeProgram.JAR)) {
      Files.deleteIfExists(FILE);
      make();
    }
    return Files.exists(FILE) ? List.of("-XX:AOTCache=" + FILE) : List.of();
  }

  private static boolean isOlderThan(Path jar) throws IOException {
    return Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(jar)) < 0;
  }

  private static void make() throws Exception {
    Path data = Files.createTempDirectory("cafe-start");
    Launch launch =
        Launch.quick(data.resolve("data"), Path.of("target/durability/start.log"))
            .with(List.of("-XX:AOTCacheOutput=" + FILE));
    try {
      CafeProgram cafe = launch.start();
      Running running = cafe.awaitReady();
      new Crowd(new Random(1)).workFor(running, STEPS);
      cafe.end();
    } finally {
      try (Stream<Path> files = Files.walk(data)) {
        files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }
}
