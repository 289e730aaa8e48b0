package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.identify.Identify;
import cafe.libp2p.identify.IdentifyMessage;
import cafe.libp2p.identify.Ping;
import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our host and the original's, each dialing the other. */
@Tag("interop")
class OldTextileHostTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int HANDSHAKES = 2000;

  @ParameterizedTest
  @CsvSource({
    "secio,/secio/1.0.0,yamux,/yamux/1.0.0",
    "secio,/secio/1.0.0,mplex,/mplex/6.7.0",
    "tls,/tls/1.0.0,yamux,/yamux/1.0.0",
    "tls,/tls/1.0.0,mplex,/mplex/6.7.0"
  })
  void theyDialUs(String security, String securityId, String muxer, String muxerId)
      throws Exception {
    try (ForeignPeer them = ForeignPeer.oldTextile();
        OurHost us = OurHost.start(securityId, muxerId)) {
      start(them, security, muxer);
      them.call("connect", "addr", us.address());
      assertThat(them.call("ping", "peer", us.peer(), "count", 3).path("micros")).hasSize(3);
      JsonNode known = them.call("identify", "peer", us.peer());
      assertThat(known.path("size").asInt()).isLessThanOrEqualTo(2048);
      assertThat(known.path("agentVersion").asText()).isEqualTo("cafe");
      assertThat(texts(known.path("known"))).contains(OurHost.ECHO, "/ipfs/ping/1.0.0");
      assertThat(texts(known.path("listenAddrs")))
          .containsExactlyElementsOf(
              us.host().listenAddresses().stream().map(Object::toString).toList());
      assertThat(known.path("observedAddr").asText()).startsWith("/ip4/127.0.0.1/tcp/");
      assertThat(failures(them.callFor(LONG, "echo", "peer", us.peer(), "bytes", 3_000_000)))
          .isEmpty();
      assertThat(
              failures(
                  them.callFor(LONG, "echo", "peer", us.peer(), "streams", 50, "bytes", 200_000)))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "secio,/secio/1.0.0,yamux,/yamux/1.0.0",
    "secio,/secio/1.0.0,mplex,/mplex/6.7.0",
    "tls,/tls/1.0.0,yamux,/yamux/1.0.0",
    "tls,/tls/1.0.0,mplex,/mplex/6.7.0"
  })
  void weDialThem(String security, String securityId, String muxer, String muxerId)
      throws Exception {
    try (ForeignPeer them = ForeignPeer.oldTextile();
        OurHost us = OurHost.start(securityId, muxerId)) {
      JsonNode started = start(them, security, muxer);
      Connection connection = us.dial(started.path("addrs").path(0).asText());
      assertThat(connection.description()).contains(securityId, muxerId);
      assertThat(Ping.ping(connection, new SecureRandom(), OurHost.PATIENCE)).isPositive();
      IdentifyMessage known = Identify.ask(connection, OurHost.PATIENCE);
      assertThat(known.agentVersion()).isEqualTo("old-textile-peer/0.7.8");
      assertThat(OurHost.echoes(connection, 3_000_000, 1)).isTrue();
      assertThat(OurHost.echoes(connection, 200_000, 50)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"secio,/secio/1.0.0,yamux,/yamux/1.0.0"})
  void theirHandshakesAllSucceed(String security, String securityId, String muxer, String muxerId)
      throws Exception {
    try (ForeignPeer them = ForeignPeer.oldTextile();
        OurHost us = OurHost.start(securityId, muxerId)) {
      start(them, security, muxer);
      JsonNode done = them.callFor(LONG, "handshakes", "addr", us.address(), "count", HANDSHAKES);
      assertThat(failures(done)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"secio,/secio/1.0.0,yamux,/yamux/1.0.0"})
  void ourHandshakesAllSucceed(String security, String securityId, String muxer, String muxerId)
      throws Exception {
    SecureRandom random = new SecureRandom();
    try (ForeignPeer them = ForeignPeer.oldTextile();
        OurHost us = OurHost.start(securityId, muxerId)) {
      String address = start(them, security, muxer).path("addrs").path(0).asText();
      List<String> failures = new ArrayList<>();
      for (int i = 0; i < HANDSHAKES; i++) {
        try {
          Connection connection = us.dial(address);
          Ping.ping(connection, random, OurHost.PATIENCE);
          connection.close();
        } catch (java.io.IOException e) {
          failures.add(i + ": " + e);
        }
      }
      assertThat(failures).isEmpty();
    }
  }

  private static JsonNode start(ForeignPeer them, String security, String muxer) {
    return them.call("start", "security", List.of(security), "muxers", List.of(muxer));
  }

  private static List<String> failures(JsonNode result) {
    return texts(result.path("failures"));
  }

  private static List<String> texts(JsonNode array) {
    assertThat(array.isArray()).as("%s", array).isTrue();
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
