package cafe.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cafe.bench.Servers.Server;
import cafe.crypto.ContentKey;
import cafe.ipld.Cid;
import cafe.ipld.Multibase;
import cafe.storage.Block;
import cafe.storage.Content;
import cafe.storage.Contents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged cafe's gateway beside nginx on the same files: each server alone on one core, wrk on
 * another, in turns; the median of the rounds counts. Needs Linux with two cores, nginx, wrk and
 * taskset.
 */
@Tag("bench")
class GatewayBenchIT {
  private static final int ROUNDS = Integer.getInteger("bench.rounds", 5);
  private static final int LEAST_WARM = 5;
  private static final int MOST_WARM = Integer.getInteger("bench.warm", 12);
  private static final double STEADY = 1.03;
  private static final int SECONDS = Integer.getInteger("bench.seconds", 3);
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  @BeforeEach
  void needTools() {
    for (String tool : List.of("nginx", "wrk", "taskset")) {
      assumeTrue(Servers.isInstalled(tool), tool + " is not installed");
    }
  }

  @Test
  void besideNginx() throws Exception {
    Files.createDirectories(folder.resolve("www"));
    int[] sizes = {4 * KIB, 256 * KIB, 16 * MIB};
    List<String> paths = new ArrayList<>();
    for (int size : sizes) {
      byte[] bytes = random(size);
      Files.write(folder.resolve("www/" + size), bytes);
      paths.add("/ipfs/" + store(Contents.file(bytes)));
    }
    Table table = new Table("Gateway beside nginx, each on one core");
    try (Servers servers = new Servers(folder)) {
      Server cafe = servers.cafe();
      Server nginx = servers.nginx();
      for (int i = 0; i < sizes.length; i++) {
        byte[] expected = Files.readAllBytes(folder.resolve("www/" + sizes[i]));
        assertThat(servers.get(cafe.url().resolve(paths.get(i)))).isEqualTo(expected);
        int connections = sizes[i] > MIB ? 8 : 32;
        Side ours = new Side(cafe, new Wrk(paths.get(i), connections));
        Side theirs = new Side(nginx, new Wrk("/" + sizes[i], connections));
        List<Rate> rates = inTurns(ours, theirs);
        table.add(sizes[i] / KIB + " KiB, nginx", rates.get(1));
        table.add(sizes[i] / KIB + " KiB, cafe", rates.get(0), rates.get(1));
      }
    }
    table.print();
  }

  @Test
  void openedWithKey() throws Exception {
    byte[] plain = random(MIB);
    ContentKey key = ContentKey.generate(new SecureRandom());
    Cid open = store(Contents.file(plain));
    Cid sealed = store(Contents.file(key.encrypt(plain)));
    Table table = new Table("1 MiB, opened with a key beside plain");
    try (Servers servers = new Servers(folder)) {
      Server cafe = servers.cafe();
      String keyed = "/ipfs/" + sealed + "?key=" + key.text();
      assertThat(servers.get(cafe.url().resolve(keyed))).isEqualTo(plain);
      Side opened = new Side(cafe, new Wrk(keyed, 32));
      // a query keeps a file out of the memory of hot ones: keyed files never are in it
      String cold = "/ipfs/" + open + "?filename=a";
      List<Rate> rates = inTurns(opened, new Side(cafe, new Wrk(cold, 32)));
      List<Rate> hot = inTurns(opened, new Side(cafe, new Wrk("/ipfs/" + open, 32)));
      table.add("plain, from storage", rates.get(1));
      table.add("opened", rates.get(0), rates.get(1));
      table.add("plain, from memory", hot.get(1));
      table.add("opened", hot.get(0), hot.get(1));
    }
    table.print();
  }

  private record Side(Server server, Wrk wrk) {
    Rate ask(int seconds) throws Exception {
      return wrk.ask(server, seconds);
    }
  }

  private static List<Rate> inTurns(Side... sides) throws Exception {
    List<List<Rate>> rates = new ArrayList<>();
    for (Side side : sides) {
      warm(side);
      rates.add(new ArrayList<>());
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < sides.length; i++) {
        rates.get(i).add(sides[i].ask(SECONDS));
      }
    }
    return rates.stream().map(Rate::median).toList();
  }

  /** Until it gets no faster: a compiler that works beside the server takes its core. */
  private static void warm(Side side) throws Exception {
    double last = 0;
    for (int i = 0; i < MOST_WARM; i++) {
      double now = side.ask(SECONDS).perCpuSecond();
      if (i >= LEAST_WARM && now < last * STEADY) {
        return;
      }
      last = Math.max(now, last);
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Puts blocks where a cafe that is not yet running will look for them. */
  private Cid store(Content content) {
    content.blocks(this::write);
    return content.root();
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
}
