package cafe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cafe.bench.Load.Connection;
import cafe.bench.Servers.Server;
import cafe.crypto.Ksuid;
import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What clients ask of the packaged cafe, on its embedded database: each call from many connections
 * at once, the cafe alone on one core. Stores are measured beside the file system (files that are
 * forced, renamed and their folders forced, which is what a store costs at least) and, if it is
 * installed, beside Kubo. Needs Linux with two cores, taskset and wrk.
 */
@Tag("bench")
class CafeBenchIT {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int SECONDS = Integer.getInteger("bench.seconds", 5);
  private static final int LEAST_WARM = 4;
  private static final int MOST_WARM = Integer.getInteger("bench.warm", 36);
  private static final double FASTER = 1.03;

  /** Of the calls, those whose names contain this. */
  private static final String ONLY = System.getProperty("bench.only", "");

  private static final int CLIENTS = 64;
  private static final int MOST_CALLS = 20_000;
  private static final byte[] NOTHING = {};

  @TempDir Path folder;

  private final SecureRandom random = new SecureRandom();

  @BeforeEach
  void needTools() throws Exception {
    assumeTrue(Servers.isInstalled("taskset"), "taskset is not installed");
    String self = Long.toString(ProcessHandle.current().pid());
    new ProcessBuilder("taskset", "-acp", Servers.CLIENT_CORE, self).start().waitFor();
  }

  @Test
  void stores() throws Exception {
    Table table = new Table("64 KiB stored durably, " + CLIENTS + " at once");
    try (Servers servers = new Servers(folder)) {
      Server cafe = servers.cafe();
      TestDevice device = TestDevice.create().register(cafe.url(), cafe.token());
      List<Trial> trials = new ArrayList<>();
      trials.add(new Trial("files, one by one", cafe, new DurableFiles(folder.resolve("files"))));
      Kubo.find()
          .ifPresent(
              kubo -> trials.add(new Trial("Kubo, block/put", kubo.start(servers, folder), kubo)));
      trials.add(new Trial("cafe, PUT /api/v1/store", cafe, new Stores(device)));
      inTurns(trials);
      Rate files = trials.getFirst().rate();
      // they are written by the client, whose time is not the server's
      table.add(trials.getFirst().what, new Rate(files.perSecond(), Double.NaN));
      trials.stream().skip(1).forEach(trial -> trial.print(table, files));
    }
    table.print();
  }

  @Test
  void calls() throws Exception {
    Table table = new Table("Calls of " + CLIENTS + " clients, SQLite");
    try (Servers servers = new Servers(folder)) {
      Server cafe =
          servers.cafe(
              "-Dcafe.inbox.max-waiting=1000000000",
              "-Dcafe.inbox.max-waiting-bytes=1T",
              "-Dcafe.limits.named.\"delivery-by-author\".burst=0",
              "-Dcafe.limits.named.\"delivery-by-recipient\".burst=0",
              "-Dcafe.limits.named.\"challenge-by-network\".burst=0");
      List<TestDevice> devices = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        devices.add(TestDevice.create().register(cafe.url(), cafe.token()));
      }
      for (Trial trial :
          List.of(
              new Trial("register (challenge and answer)", cafe, this::register),
              new Trial("deliver, 1 KiB", cafe, new Deliveries(devices)),
              new Trial("check the inbox", cafe, (to, number) -> check(to, number, devices)),
              new Trial("list sessions", cafe, (to, number) -> sessions(to, number, devices)),
              new Trial("usage", cafe, (to, number) -> usage(to, number, devices)))) {
        if (trial.what.contains(ONLY)) {
          inTurns(List.of(trial));
          trial.print(table, null);
        }
      }
      smallCall(table, cafe, devices.getFirst());
    }
    table.print();
  }

  /** With a quicker client, since ours takes more time for it than the cafe. */
  private static void smallCall(Table table, Server cafe, TestDevice device) throws Exception {
    assumeTrue(Servers.isInstalled("wrk"), "wrk is not installed");
    Wrk wrk = new Wrk("/cafe/v1/storage/usage", CLIENTS, authorization(device));
    wrk.ask(cafe, LEAST_WARM * SECONDS);
    List<Rate> rates = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      rates.add(wrk.ask(cafe, SECONDS));
    }
    table.add("usage, by wrk", Rate.median(rates));
  }

  private static void inTurns(List<Trial> trials) throws Exception {
    for (Trial trial : trials) {
      warm(trial);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Trial trial : trials) {
        trial.outcomes.add(new Load(CLIENTS, MOST_CALLS, SECONDS).on(trial.server, trial));
      }
    }
  }

  /**
   * Until three rounds in a row are not faster than the best before: a compiler that works beside
   * the server takes its core.
   */
  private static void warm(Trial trial) throws Exception {
    double best = 0;
    int steady = 0;
    for (int i = 0; i < MOST_WARM && (i < LEAST_WARM || steady < 3); i++) {
      Load load = new Load(CLIENTS, Integer.MAX_VALUE, SECONDS);
      double now = load.on(trial.server, trial).rate().perCpuSecond();
      steady = now < best * FASTER ? steady + 1 : 0;
      best = Math.max(best, now);
    }
  }

  /** One kind of call, how often it was made, and how it went. */
  private static final class Trial implements Load.Call {
    private final String what;
    private final Server server;
    private final Load.Call call;
    private final AtomicInteger made = new AtomicInteger();
    private final List<Load.Outcome> outcomes = new ArrayList<>();

    Trial(String what, Server server, Load.Call call) {
      this.what = what;
      this.server = server;
      this.call = call;
    }

    @Override
    public void on(Connection connection, int ignored) throws IOException {
      call.on(connection, made.getAndIncrement());
    }

    Rate rate() {
      return Rate.median(outcomes.stream().map(Load.Outcome::rate).toList());
    }

    void print(Table table, Rate beside) {
      if (beside == null) {
        table.add(what, rate());
      } else {
        table.add(what, rate(), new Rate(beside.perSecond(), Double.NaN));
      }
      table.note(outcomes.getLast().latency());
    }
  }

  private void register(Connection to, int number) throws IOException {
    TestDevice device = TestDevice.create();
    String token = "Authorization: Basic " + tokenOf(to);
    String challenge = "/api/v1/sessions/challenge/?account_addr=" + device.address();
    byte[] given = to.exchange(Load.request("GET", challenge, NOTHING, token), 200);
    String value = new JsonObject(new String(given, UTF_8)).getString("value");
    String nonce = Ksuid.create(Instant.now(), random);
    byte[] signature = device.account().key().sign((value + nonce).getBytes(UTF_8));
    String path =
        "/api/v1/sessions/%s/?account_addr=%s&challenge=%s&nonce=%s"
            .formatted(device.peer(), device.address(), value, nonce);
    to.exchange(Load.request("POST", path, signature, token), 201);
  }

  private static String tokenOf(Connection connection) {
    return connection.server().token();
  }

  private static void check(Connection to, int number, List<TestDevice> devices)
      throws IOException {
    TestDevice device = devices.get(number % devices.size());
    String path = "/api/v1/inbox/" + device.peer();
    byte[] page = to.exchange(Load.request("GET", path, NOTHING, authorization(device)), 200);
    assertThat(new String(page, UTF_8)).startsWith("{");
  }

  private static void sessions(Connection to, int number, List<TestDevice> devices)
      throws IOException {
    call(to, "/cafe/v1/sessions", devices.get(number % devices.size()));
  }

  private static void usage(Connection to, int number, List<TestDevice> devices)
      throws IOException {
    call(to, "/cafe/v1/storage/usage", devices.get(number % devices.size()));
  }

  private static void call(Connection to, String path, TestDevice device) throws IOException {
    to.exchange(Load.request("GET", path, NOTHING, authorization(device)), 200);
  }

  static String authorization(TestDevice device) {
    return "Authorization: Basic " + device.access();
  }

  /** Letters of 64 authors to as many recipients, each another. */
  private record Deliveries(List<TestDevice> devices) implements Load.Call {
    private static final int BLOCK = 1024;

    @Override
    public void on(Connection to, int number) throws IOException {
      TestDevice author = devices.get(number % devices.size());
      TestDevice recipient = devices.get(number / devices.size() % devices.size());
      byte[] block = new byte[BLOCK];
      new Random(number).nextBytes(block);
      byte[] letter = Letters.envelope(author, block, List.of());
      String path = "/api/v1/inbox/" + author.peer() + "/" + recipient.peer();
      to.exchange(Load.request("POST", path, letter), 200);
    }
  }
}
