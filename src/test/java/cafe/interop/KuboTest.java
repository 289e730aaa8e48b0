package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Cid;
import cafe.libp2p.Connection;
import cafe.libp2p.bitswap.Bitswap;
import cafe.libp2p.bitswap.BitswapLimits;
import cafe.libp2p.bitswap.FetchRequest;
import cafe.libp2p.identify.Ping;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our host beside Kubo; each is the other's only connection. */
@Tag("interop")
class KuboTest {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final int FILE = 64 << 20;
  private static final int BLOCKS = 259;

  @TempDir private Path folder;

  /** Kubo adds a file, we fetch it by bitswap; Kubo forgets it and fetches it back from us. */
  @ParameterizedTest
  @ValueSource(strings = {"/noise", "/tls/1.0.0"})
  void aFileTravelsThereAndBack(String security) throws Exception {
    byte[] file = new byte[FILE];
    new Random(5).nextBytes(file);
    BlockMap blocks = new BlockMap();
    try (Kubo kubo = new Kubo(folder.resolve("kubo"));
        OurHost us = OurHost.start(security, "/yamux/1.0.0");
        Bitswap bitswap = new Bitswap(us.host(), blocks, BitswapLimits.defaults())) {
      kubo.call("swarm/connect", us.address());
      Cid root = Cid.parse(kubo.add(file));
      Bitswap.Fetched fetched =
          bitswap.fetchAll(
              List.of(root),
              new FetchRequest(List.of(), LONG, 1000, 2L * FILE),
              Dag.keepAll(blocks));
      assertThat(fetched.blocks()).isEqualTo(BLOCKS);

      try (InputStream collected = kubo.stream("repo/gc", "--quiet=true")) {
        collected.transferTo(OutputStream.nullOutputStream());
      }
      JsonNode empty = kubo.call("repo/stat");
      assertThat(empty.path("NumObjects").asInt()).as("blocks left in Kubo").isLessThan(5);
      assertThat(sha256(kubo.stream("cat", root.toString())))
          .isEqualTo(OurHost.hex(OurHost.sha256().digest(file)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/noise", "/tls/1.0.0"})
  void weDialKubo(String security) throws Exception {
    try (Kubo kubo = new Kubo(folder.resolve("kubo"));
        OurHost us = OurHost.start(security, "/yamux/1.0.0")) {
      Connection connection = us.dial(kubo.address());
      assertThat(Ping.ping(connection, new SecureRandom(), OurHost.PATIENCE)).isPositive();
      JsonNode peers = kubo.call("swarm/peers", "--verbose=true").path("Peers");
      assertThat(peers).hasSize(1);
      assertThat(peers.path(0).path("Peer").asText()).isEqualTo(us.peer());
      JsonNode known = kubo.call("id", us.peer());
      assertThat(known.path("AgentVersion").asText()).isEqualTo("cafe");
      assertThat(known.path("Protocols").toString()).contains(OurHost.ECHO);
    }
  }

  static String sha256(InputStream content) throws Exception {
    MessageDigest sum = OurHost.sha256();
    try (InputStream in = new DigestInputStream(content, sum)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return OurHost.hex(sum.digest());
  }
}
