package cafe.libp2p.bitswap;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.libp2p.Host;
import cafe.libp2p.host.HostBuilder;
import cafe.libp2p.host.HostConfig;
import cafe.libp2p.keys.Ed25519IdentityKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Bitswap between real hosts over loopback. */
@Execution(ExecutionMode.CONCURRENT)
class RealHostsTest {
  private static final int BLOCK = 256 * 1024;

  private final SecureRandom random = new SecureRandom();
  private final List<AutoCloseable> running = new ArrayList<>();

  private record Node(Host host, BlockTable table, Bitswap bitswap) {}

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : running.reversed()) {
      one.close();
    }
  }

  @Test
  void sixteenMebibytesFromTwoPeersAtOnce() throws IOException {
    Node ann = node();
    Node bob = node();
    Node cam = node();
    connect(cam, ann);
    connect(bob, cam);
    List<Cid> cids = new ArrayList<>();
    Random blocks = new Random(1);
    for (int i = 0; i < 64; i++) {
      byte[] block = new byte[BLOCK];
      blocks.nextBytes(block);
      cids.add((i % 2 == 0 ? ann : bob).table().put(block));
    }
    FetchRequest request = new FetchRequest(List.of(), Duration.ofSeconds(60), 100, 1L << 30);
    Bitswap.Fetched fetched =
        cam.bitswap()
            .fetchAll(
                cids,
                request,
                (cid, block) -> {
                  cam.table().put(block);
                  return List.of();
                });
    assertThat(fetched).isEqualTo(new Bitswap.Fetched(64, 64L * BLOCK));
    assertThat(cam.table().blocks.keySet())
        .containsExactlyInAnyOrderElementsOf(cids.stream().map(Cid::multihash).toList());
  }

  @Test
  void dialsANamedPeerByItsKnownAddress() throws IOException {
    Node ann = node();
    Node bob = node();
    Cid cid = ann.table().put(new byte[] {1, 2, 3});
    bob.host()
        .peerstore()
        .addAddresses(ann.host().peerId(), ann.host().listenAddresses(), Duration.ofMinutes(1));
    FetchRequest request =
        new FetchRequest(List.of(ann.host().peerId()), Duration.ofSeconds(30), 1, 100);
    assertThat(bob.bitswap().fetch(cid, request)).containsExactly(1, 2, 3);
    assertThat(Cid.v0(Multihash.sha256(new byte[] {1, 2, 3}))).isEqualTo(cid);
  }

  private void connect(Node from, Node to) throws IOException {
    from.host().connect(to.host().peerId(), to.host().listenAddresses(), Duration.ofSeconds(30));
  }

  private Node node() throws IOException {
    Ed25519IdentityKey key = Ed25519IdentityKey.generate(random);
    Host host =
        new HostBuilder(key, random, Clock.systemUTC())
            .listen("/ip4/127.0.0.1/tcp/0")
            .security(HostConfig.SECIO)
            .muxers(HostConfig.YAMUX)
            .start();
    running.add(host);
    BlockTable table = new BlockTable();
    Bitswap bitswap = new Bitswap(host, table, BitswapLimits.defaults());
    running.add(bitswap);
    return new Node(host, table, bitswap);
  }
}
