package cafe.durability;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.durability.CafeProgram.Launch;
import cafe.durability.CafeProgram.Running;
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
 * -Ddurability.kills} says how often, {@code -Ddurability.seed} repeats the same moments.
 */
@Tag("durability")
class KillIT {
  private static final int KILLS = Integer.getInteger("durability.kills", 50);
  private static final long SEED = Long.getLong("durability.seed", System.nanoTime());
  private static final int SAMPLE = 25;
  private static final int WINDOW_MILLIS = 1_500;

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

  @Test
  void everyAcknowledgedItemIsFoundAfterEveryKill() throws Exception {
    System.out.printf("%d kills with -Ddurability.seed=%d%n", KILLS, SEED);
    Path data = folder.resolve("data");
    Launch launch =
        Launch.quick(data, Path.of("target/durability/kill.log"))
            .with(GREEDY)
            .with(StartCache.option());
    try (PatientProxy proxy = new PatientProxy()) {
      Thread touring = null;
      for (int kill = 0; kill < KILLS; kill++) {
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
    assertThat(tourProblems).isEmpty();
    assertThat(inspect(data)).as("broken promises on the disk").isEmpty();
    assertThat(crowd.problems()).isEmpty();
    long now = Ledger.now();
    System.out.printf(
        "%d items found after %d kills (%d while starting), %d clients left, %d tours;"
            + " %d s of starting, %d s of asking%n",
        crowd.promised(now),
        KILLS,
        killedStarting,
        crowd.departed(now),
        tours.get(),
        TimeUnit.NANOSECONDS.toSeconds(starting),
        TimeUnit.NANOSECONDS.toSeconds(asking));
  }

  /** Also what no client can ask for: that nothing is left of those who left, nothing by half. */
  private List<String> inspect(Path data) throws IOException {
    Map<Path, byte[]> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(data)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file, Files.readAllBytes(file));
      }
    }
    Path scratch = Files.createDirectory(folder.resolve("scratch"));
    return new Inspection(files, data, scratch, Ledger.now()).problems(crowd.lives());
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
