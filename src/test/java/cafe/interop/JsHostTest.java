package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.identify.Identify;
import cafe.libp2p.identify.Ping;
import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our host and js-libp2p, each dialing the other, over TCP and WebSocket. */
@Tag("interop")
class JsHostTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  @ParameterizedTest
  @CsvSource({
    "noise,/noise,yamux,/yamux/1.0.0,/ip4/127.0.0.1/tcp/0",
    "noise,/noise,mplex,/mplex/6.7.0,/ip4/127.0.0.1/tcp/0",
    "tls,/tls/1.0.0,yamux,/yamux/1.0.0,/ip4/127.0.0.1/tcp/0",
    "tls,/tls/1.0.0,mplex,/mplex/6.7.0,/ip4/127.0.0.1/tcp/0",
    "noise,/noise,yamux,/yamux/1.0.0,/ip4/127.0.0.1/tcp/0/ws"
  })
  void theyDialUs(String security, String securityId, String muxer, String muxerId, String listen)
      throws Exception {
    try (ForeignPeer them = ForeignPeer.js();
        OurHost us = OurHost.start(securityId, muxerId, listen)) {
      start(them, security, muxer, listen);
      JsonNode connected = them.call("connect", "addr", us.address());
      assertThat(connected.path("security").asText()).isEqualTo(securityId);
      assertThat(connected.path("muxer").asText()).isEqualTo(muxerId);
      them.call("ping", "peer", us.peer(), "count", 3);
      JsonNode known = them.call("identify", "peer", us.peer());
      assertThat(known.path("agentVersion").asText()).isEqualTo("cafe");
      assertThat(known.path("protocols").toString()).contains(OurHost.ECHO);
      int size = muxer.equals("mplex") ? 100_000 : 3_000_000;
      JsonNode echoed = them.callFor(LONG, "echo", "peer", us.peer(), "bytes", size);
      assertThat(echoed.path("failures")).isEmpty();
      echoed = them.callFor(LONG, "echo", "peer", us.peer(), "streams", 30, "bytes", size / 10);
      assertThat(echoed.path("failures")).isEmpty();
      them.call("disconnect", "peer", us.peer());
      JsonNode shaken = them.callFor(LONG, "handshakes", "addr", us.address(), "count", 50);
      assertThat(shaken.path("failures")).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "noise,/noise,yamux,/yamux/1.0.0,/ip4/127.0.0.1/tcp/0",
    "noise,/noise,mplex,/mplex/6.7.0,/ip4/127.0.0.1/tcp/0",
    "tls,/tls/1.0.0,yamux,/yamux/1.0.0,/ip4/127.0.0.1/tcp/0",
    "tls,/tls/1.0.0,mplex,/mplex/6.7.0,/ip4/127.0.0.1/tcp/0",
    "noise,/noise,yamux,/yamux/1.0.0,/ip4/127.0.0.1/tcp/0/ws"
  })
  void weDialThem(String security, String securityId, String muxer, String muxerId, String listen)
      throws Exception {
    try (ForeignPeer them = ForeignPeer.js();
        OurHost us = OurHost.start(securityId, muxerId, listen)) {
      String address = start(them, security, muxer, listen).path("addrs").path(0).asText();
      Connection connection = us.dial(address);
      assertThat(connection.description()).contains(securityId, muxerId);
      assertThat(Ping.ping(connection, new SecureRandom(), OurHost.PATIENCE)).isPositive();
      assertThat(Identify.ask(connection, OurHost.PATIENCE).agentVersion()).contains("js-libp2p");
      int size = muxer.equals("mplex") ? 100_000 : 3_000_000;
      assertThat(OurHost.echoes(connection, size, 1)).isTrue();
      assertThat(OurHost.echoes(connection, size / 10, 30)).isTrue();
    }
  }

  private static JsonNode start(ForeignPeer them, String security, String muxer, String listen) {
    return them.call(
        "start",
        "security",
        List.of(security),
        "muxers",
        List.of(muxer),
        "listen",
        List.of(listen));
  }
}
