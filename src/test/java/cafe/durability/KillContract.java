package cafe.durability;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.durability.CafeProgram.Launch;
import cafe.durability.CafeProgram.Running;
import cafe.storage.BlockStore;
import cafe.storage.store.ImageStore;
import cafe.tour.Tour;
import cafe.tour.TourException;
import cafe.tour.TourPlan;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the packaged cafe again and again while clients and the tour are at work. {@code
 * -Ddurability.seed} repeats the same moments.
 */
@Tag("durability")
abstract class KillContract {
  /** How often the cafe on its embedded database is killed. */
  static final int KILLS = Integer.getInteger("durability.kills", 50);

  private static final long SEED = Long.getLong("durability.seed", System.nanoTime());
  private static final int SAMPLE = 25;
  private static final int WINDOW_MILLIS = 1_500;
  private static final int STEP = 50;
  private static final int A_MINUTE = 60_000;

  /** The collection runs all the time, and nothing is spared for long. */
  private static final Map<String, String> GREEDY =
      Map.of(
          "CAFE_STORAGE_COLLECTION_DELAY", "0s",
          "CAFE_STORAGE_COLLECTION_EVERY", "1s",
          "CAFE_STORAGE_COLLECTION_SWEEP_DELAY", "0s",
          "CAFE_STORAGE_COLLECTION_SWEEP_EVERY", "1s",
          "CAFE_STORAGE_COLLECTION_GRACE", "0s",
          "CAFE_STORAGE_COLLECTION_ORPHAN_AGE", "0s");

  @TempDir Path folder;

  private final Random random = new Random(SEED);
  private final Crowd crowd = new Crowd(random);
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger tours = new AtomicInteger();
  private final List<Throwable> tourProblems = new CopyOnWriteArrayList<>();
  private volatile String token = "";
  private int killedStarting;
  private long lastStart;
  private long starting;
  private long asking;

  private final String name;
  private final int kills;

  KillContract(String name, int kills) {
    this.name = name;
    this.kills = kills;
  }

  /** Settings that name the database, as environment variables. */
  abstract Map<String, String> database() throws Exception;

  /**
   * What the database holds, once nobody uses it.
   *
   * @param files what is in the cafe's folder
   * @param data the folder
   * @param scratch an empty folder
   */
  abstract Rows rows(Map<Path, byte[]> files, Path data, Path scratch) throws Exception;

  @Test
  void everyAcknowledgedItemIsFoundAfterEveryKill() throws Exception {
    System.out.printf("%d kills on %s with -Ddurability.seed=%d%n", kills, name, SEED);
    Path data = folder.resolve("data");
    Map<String, String> settings = new HashMap<>(GREEDY);
    settings.putAll(database());
    Launch launch =
        Launch.quick(data, Path.of("target/durability/kill-" + name + ".log"))
            .with(settings)
            .with(StartCache.option());
    try (PatientProxy proxy = new PatientProxy()) {
      Thread touring = null;
      for (int kill = 0; kill < kills; kill++) {
        try (CafeProgram cafe = launch.start()) {
          if (kill > 0 && random.nextInt(5) == 0) {
            dieWhileStarting(cafe);
          } else {
            Running running = greet(cafe, proxy, kill == 0);
            touring = touring == null ? tour(proxy) : touring;
            crowd.workUntil(running, () -> die(cafe, proxy));
            assertThat(crowd.problems()).isEmpty();
          }
        }
      }
      try (CafeProgram cafe = launch.start()) {
        Running running = start(cafe);
        proxy.found(running.url());
        crowd.audit(running, Ledger.now(), Integer.MAX_VALUE, true);
        over.set(true);
        if (touring != null) {
          touring.join();
        }
        // Nobody kills this cafe any more: here even a time-out fails.
        tourOnce(proxy);
        cafe.kill();
      }
    }
    assertThat(libraries(data)).as("left behind by all that were killed").isLessThanOrEqualTo(1);
    assertThat(tourProblems).isEmpty();
    assertThat(inspect(data)).as("broken promises on the disk").isEmpty();
    assertThat(crowd.problems()).isEmpty();
    long now = Ledger.now();
    assertThat(crowd.promised(now)).as("items to be found").isPositive();
    System.out.printf(
        "%d items found after %d kills on %s (%d while starting), %d clients left, %d tours;"
            + " %d s of starting, %d s of asking%n",
        crowd.promised(now),
        kills,
        name,
        killedStarting,
        crowd.departed(now),
        tours.get(),
        TimeUnit.NANOSECONDS.toSeconds(starting),
        TimeUnit.NANOSECONDS.toSeconds(asking));
  }

  /** Also what no client can ask for: that nothing is left of those who left, nothing by half. */
  private List<String> inspect(Path data) throws Exception {
    Map<Path, byte[]> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file, Files.readAllBytes(file));
      }
    }
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    Rows rows = rows(files, data, scratch);
    BlockStore blocks = ImageStore.of(data.resolve("blocks"), files);
    return new Inspection(rows, blocks, Ledger.now()).problems(crowd.lives());
  }

  private static long libraries(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(file -> file.toString().endsWith("libsqlitejdbc.so")).count();
    }
  }

  private Running greet(CafeProgram cafe, PatientProxy proxy, boolean first) throws Exception {
    Running running = start(cafe);
    long begin = System.nanoTime();
    if (first) {
      token = running.token();
      crowd.register(running);
    } else {
      crowd.audit(running, Ledger.now(), SAMPLE, false);
    }
    asking += System.nanoTime() - begin;
    proxy.found(running.url());
    return running;
  }

  private Running start(CafeProgram cafe) throws IOException {
    long begin = System.nanoTime();
    Running running = cafe.awaitReady();
    lastStart = System.nanoTime() - begin;
    starting += lastStart;
    return running;
  }

  private void die(CafeProgram cafe, PatientProxy proxy) throws InterruptedException {
    // A kill before anything was promised would show nothing.
    for (int i = 0; crowd.promised(Ledger.now()) == 0 && i < A_MINUTE / STEP; i++) {
      TimeUnit.MILLISECONDS.sleep(STEP);
    }
    TimeUnit.MILLISECONDS.sleep(100 + random.nextInt(WINDOW_MILLIS));
    proxy.lost();
    cafe.kill();
  }

  private void dieWhileStarting(CafeProgram cafe) throws InterruptedException {
    killedStarting++;
    TimeUnit.NANOSECONDS.sleep((long) (lastStart * random.nextDouble()));
    cafe.kill();
  }

  private Thread tour(PatientProxy proxy) {
    return Thread.ofPlatform()
        .name("tour")
        .start(
            () -> {
              do {
                try {
                  tourOnce(proxy);
                } catch (TourException e) {
                  // On a busy machine the cafe may be away for longer than a client waits.
                  if (!e.getMessage().contains("timed out")) {
                    tourProblems.add(e);
                  }
                }
              } while (!over.get());
            });
  }

  private void tourOnce(PatientProxy proxy) {
    TourPlan plan = new TourPlan(proxy.url(), proxy.url(), token, Optional.empty());
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    new Tour(plan, Clock.systemUTC(), new SecureRandom(), nowhere).run();
    tours.incrementAndGet();
  }
}
