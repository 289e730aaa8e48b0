package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Cid;
import cafe.kernel.PeerId;
import cafe.libp2p.bitswap.Bitswap;
import cafe.libp2p.bitswap.BitswapLimits;
import cafe.libp2p.bitswap.FetchRequest;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How fast a file of 64 MiB travels by bitswap over Noise and yamux on loopback, with us at either
 * end or both, beside Kubo with itself. Prints MiB/s per round; the first rounds warm us up.
 */
@Tag("bench")
class BitswapBench {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final int FILE = 64 << 20;
  private static final int ROUNDS = 5;

  @TempDir private Path folder;

  private record Node(OurHost host, BlockMap blocks, Bitswap bitswap) implements AutoCloseable {
    static Node start() throws Exception {
      OurHost host = OurHost.start("/noise", "/yamux/1.0.0");
      BlockMap blocks = new BlockMap();
      return new Node(host, blocks, new Bitswap(host.host(), blocks, BitswapLimits.defaults()));
    }

    @Override
    public void close() {
      bitswap.close();
      host.close();
    }
  }

  private interface Transfer {
    void run() throws Exception;
  }

  @Test
  void sixtyFourMebibytes() throws Exception {
    PrintStream out = System.out;
    try (Kubo one = new Kubo(folder.resolve("one"));
        Kubo other = new Kubo(folder.resolve("other"));
        Node ann = Node.start();
        Node bob = Node.start()) {
      one.call("swarm/connect", ann.host().address());
      bob.host().dial(ann.host().address());
      out.println("round  Kubo-us  us-us  us-Kubo  Kubo-Kubo   MiB/s");
      for (int round = 1; round <= ROUNDS; round++) {
        byte[] file = new byte[FILE];
        new Random(round).nextBytes(file);
        String cid = one.add(file);
        double kuboToUs = mibPerSecond(() -> fetch(ann, one.peer(), cid));
        double usToUs = mibPerSecond(() -> fetch(bob, ann.host().peer(), cid));
        forget(one);
        double usToKubo = mibPerSecond(() -> read(one, cid));
        one.call("swarm/connect", other.address());
        double kuboToKubo = mibPerSecond(() -> read(other, cid));
        other.call("swarm/disconnect", "/p2p/" + one.peer());
        out.printf(
            "%5d  %7.1f  %5.1f  %7.1f  %9.1f%n", round, kuboToUs, usToUs, usToKubo, kuboToKubo);
      }
    }
  }

  private static double mibPerSecond(Transfer transfer) throws Exception {
    long start = System.nanoTime();
    transfer.run();
    return (FILE >> 20) / ((System.nanoTime() - start) / 1e9);
  }

  private static void fetch(Node node, String peer, String cid) throws Exception {
    FetchRequest request = new FetchRequest(List.of(PeerId.parse(peer)), LONG, 1000, 2L * FILE);
    Bitswap.Fetched fetched =
        node.bitswap().fetchAll(List.of(Cid.parse(cid)), request, Dag.keepAll(node.blocks()));
    assertThat(fetched.bytes()).isGreaterThan(FILE);
  }

  private static void read(Kubo kubo, String cid) throws Exception {
    try (InputStream content = kubo.stream("cat", cid)) {
      assertThat(content.transferTo(OutputStream.nullOutputStream())).isEqualTo(FILE);
    }
  }

  private static void forget(Kubo kubo) throws Exception {
    try (InputStream collected = kubo.stream("repo/gc", "--quiet=true")) {
      collected.transferTo(OutputStream.nullOutputStream());
    }
  }
}
