package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.libp2p.bitswap.Bitswap;
import cafe.libp2p.bitswap.BitswapLimits;
import cafe.libp2p.bitswap.FetchRequest;
import cafe.libp2p.host.HostConfig;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Blocks between us and the original's bitswap 0.1.8, which speaks up to 1.1.0. */
@Tag("interop")
class OldTextileBitswapTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int FILE = 20_000_000;

  private final BlockMap blocks = new BlockMap();
  private ForeignPeer them;
  private OurHost us;
  private Bitswap bitswap;

  @BeforeEach
  void start() throws IOException {
    them = ForeignPeer.oldTextile();
    us = OurHost.start(HostConfig.SECIO, HostConfig.YAMUX);
    bitswap = new Bitswap(us.host(), blocks, BitswapLimits.defaults());
  }

  @AfterEach
  void stop() throws IOException {
    bitswap.close();
    us.close();
    them.close();
  }

  /** One node of theirs adds a file, we take it, another node of theirs gets it from us alone. */
  @Test
  void aFileTravelsFromPeerToPeer() throws Exception {
    String address = start("first");
    JsonNode added = them.call("file.add", "node", "first", "random", FILE);
    Cid root = Cid.parse(added.path("cid").asText());
    us.dial(address);
    List<Cid> all = new ArrayList<>(List.of(root));
    for (JsonNode link :
        them.call("object.get", "node", "first", "cid", root.toString()).path("links")) {
      all.add(Cid.parse(link.path("hash").asText()));
    }
    assertThat(all).hasSize(78);
    FetchRequest request = new FetchRequest(List.of(), LONG, 100, 2 * FILE);
    Bitswap.Fetched fetched =
        bitswap.fetchAll(
            all,
            request,
            (cid, block) -> {
              blocks.put(cid, block);
              return List.of();
            });
    assertThat(fetched.blocks()).isEqualTo(all.size());
    them.call("stop", "node", "first");

    start("second");
    them.call("connect", "node", "second", "addr", us.address());
    JsonNode got = them.callFor(LONG, "file.get", "node", "second", "cid", root.toString());
    assertThat(got.path("size").asInt()).isEqualTo(FILE);
    assertThat(got.path("sha256").asText()).isEqualTo(added.path("sha256").asText());
  }

  @Test
  void aBlockThatComesLaterIsDelivered() throws Exception {
    start("main");
    them.call("connect", "addr", us.address());
    byte[] block = new byte[100_000];
    new Random(1).nextBytes(block);
    Cid cid = Cid.v0(Multihash.sha256(block));
    var answer = them.begin(LONG, "block.get", "cid", cid.toString());
    Patience.until(() -> blocks.wasAskedFor(cid));
    blocks.put(cid, block);
    bitswap.blockAdded(cid, block.length);
    JsonNode got = ForeignPeer.await("block.get", LONG, answer);
    assertThat(Base64.getDecoder().decode(got.path("base64").asText())).isEqualTo(block);
  }

  private String start(String node) {
    JsonNode started = them.call("start", "node", node, "security", List.of("secio"));
    return started.path("addrs").path(0).asText();
  }
}
