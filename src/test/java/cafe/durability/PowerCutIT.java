package cafe.durability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cafe.durability.CafeProgram.Launch;
import cafe.durability.CafeProgram.Running;
import cafe.durability.trace.Trace;
import cafe.durability.trace.TracedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Traces what the packaged cafe writes and forces while clients are at work, and looks at the disks
 * that power cuts would have left. {@code -Ddurability.images} says how many, {@code
 * -Ddurability.traffic} how long clients work in seconds. Needs Linux and strace.
 */
@Tag("durability")
class PowerCutIT {
  private static final long SEED = Long.getLong("durability.seed", System.nanoTime());
  private static final int IMAGES = Integer.getInteger("durability.images", 300);
  private static final int STARTS = Integer.getInteger("durability.starts", 3);
  private static final int TRAFFIC = Integer.getInteger("durability.traffic", 10);
  private static final int LIES = 20;

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final Crowd crowd = new Crowd(random);
  private Path data;

  @BeforeEach
  void needStrace() throws IOException {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "strace")));
    assumeTrue(installed, "strace is not installed: power cuts of the database were not tried");
    // What is made within it has yet to become durable; the folder itself is there.
    data = Files.createDirectory(folder.resolve("disk")).resolve("data");
  }

  @Test
  void everyAcknowledgedItemSurvivesEveryPowerCut() throws Exception {
    System.out.printf("%d power cuts with -Ddurability.seed=%d%n", IMAGES, SEED);
    Path file = folder.resolve("trace");
    List<String> strace = new ArrayList<>(Trace.OPTIONS);
    strace.addAll(List.of("-o", file.toString()));
    Path log = Path.of("target/durability/power.log");
    Launch launch =
        Launch.quick(data, log).with(StartCache.option()).under(strace.toArray(String[]::new));
    long registered;
    try (CafeProgram cafe = launch.start()) {
      Running running = cafe.awaitReady();
      crowd.register(running);
      registered = Ledger.now();
      crowd.workUntil(
          running,
          () -> {
            TimeUnit.SECONDS.sleep(TRAFFIC);
            cafe.kill();
          });
    }
    assertThat(crowd.problems()).isEmpty();
    Trace trace = Trace.read(file, data.getParent());
    TracedDisk disk = new TracedDisk(trace, data.getParent());
    inspect(trace, disk, registered);
    startSome(trace, disk, registered);
  }

  private void inspect(Trace trace, TracedDisk disk, long registered) throws IOException {
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    int first = firstAfter(trace, registered);
    for (int image = 0; image < IMAGES; image++) {
      int from = image % 10 == 0 ? 0 : first;
      int line = from + random.nextInt(trace.lines() - from);
      Map<Path, byte[]> files = disk.after(line, random, true);
      List<String> problems = inspect(files, scratch, trace.time(line));
      assertThat(problems).as("image %d, after line %d", image, line).isEmpty();
    }
    long end = trace.time(trace.lines() - 1);
    long found = crowd.promised(end);
    System.out.printf(
        "%d images of %d writes and forces, %d items at the end, %d clients left%n",
        IMAGES, trace.lines(), found, crowd.departed(end));
    assertThat(found).as("there was something to lose").isGreaterThan(100);
    int caught = 0;
    for (int image = 0; image < LIES; image++) {
      int line = first + (trace.lines() - first) / 2 + random.nextInt(trace.lines() - first) / 2;
      Map<Path, byte[]> files = disk.after(line, random, false);
      caught += inspect(files, scratch, trace.time(line)).isEmpty() ? 0 : 1;
    }
    assertThat(caught).as("a disk that ignores forces is found out").isGreaterThan(LIES / 2);
  }

  private List<String> inspect(Map<Path, byte[]> files, Path scratch, long at) throws IOException {
    return Inspection.of(files, data, scratch, at).problems(crowd.lives());
  }

  /** The cafe itself recovers, and serves what it promised. */
  private void startSome(Trace trace, TracedDisk disk, long registered) throws Exception {
    int first = firstAfter(trace, registered);
    for (int i = 0; i < STARTS; i++) {
      int line = first + random.nextInt(trace.lines() - first);
      Path image = Files.createDirectory(folder.resolve("image" + i));
      for (Map.Entry<Path, byte[]> file : disk.after(line, random, true).entrySet()) {
        Path copy = image.resolve(data.getParent().relativize(file.getKey()));
        Files.createDirectories(copy.getParent());
        Files.write(copy, file.getValue());
        if (copy.getParent().equals(image.resolve("data"))) {
          copy.toFile().setReadable(false, false);
          copy.toFile().setReadable(true, true);
        }
      }
      Path log = Path.of("target/durability/image.log");
      try (CafeProgram cafe =
          Launch.quick(image.resolve("data"), log).with(StartCache.option()).start()) {
        crowd.audit(cafe.awaitReady(), trace.time(line), 50, true);
      }
    }
  }

  private static int firstAfter(Trace trace, long time) {
    int line = 0;
    while (trace.time(line) < time) {
      line++;
    }
    return line;
  }
}
