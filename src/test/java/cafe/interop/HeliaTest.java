package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Cid;
import cafe.libp2p.bitswap.Bitswap;
import cafe.libp2p.bitswap.BitswapLimits;
import cafe.libp2p.bitswap.FetchRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Blocks between us and Helia's bitswap, which speaks 1.2.0. */
@Tag("interop")
class HeliaTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int FILE = 10_000_000;

  /** One node of theirs adds a file, we take it, another node of theirs gets it from us alone. */
  @Test
  void aFileTravelsFromPeerToPeer() throws Exception {
    BlockMap blocks = new BlockMap();
    try (ForeignPeer them = ForeignPeer.js();
        OurHost us = OurHost.start("/noise", "/yamux/1.0.0");
        Bitswap bitswap = new Bitswap(us.host(), blocks, BitswapLimits.defaults())) {
      JsonNode first = them.call("start", "node", "first");
      JsonNode added = them.callFor(LONG, "file.add", "node", "first", "random", FILE);
      Cid root = Cid.parse(added.path("cid").asText());
      us.dial(first.path("addrs").path(0).asText());
      Bitswap.Fetched fetched =
          bitswap.fetchAll(
              List.of(root),
              new FetchRequest(List.of(), LONG, 1000, 2 * FILE),
              Dag.keepAll(blocks));
      assertThat(fetched.bytes()).isGreaterThan(FILE);
      them.call("stop", "node", "first");

      them.call("start", "node", "second");
      them.call("connect", "node", "second", "addr", us.address());
      JsonNode got = them.callFor(LONG, "file.get", "node", "second", "cid", root.toString());
      assertThat(got.path("size").asInt()).isEqualTo(FILE);
      assertThat(got.path("sha256").asText()).isEqualTo(added.path("sha256").asText());
    }
  }
}
