package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our host, go-libp2p and js-libp2p, each with itself in two processes on loopback: handshakes per
 * second one after the other (a ping over each), requests of 128 bytes per second on 1 and on 16
 * streams of one connection, MiB/s over 1 and over 100 streams of one connection. Figures after a
 * round of warming up; prints one line each.
 */
@Tag("bench")
class HostBench {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "cafe,noise,yamux",
    "go-libp2p,noise,yamux",
    "js-libp2p,noise,yamux",
    "cafe,noise,mplex",
    "js-libp2p,noise,mplex",
    "cafe,tls,yamux",
    "go-libp2p,tls,yamux",
    "js-libp2p,tls,yamux",
    "cafe,secio,yamux",
    "cafe,secio,mplex"
  })
  void onLoopback(String program, String security, String muxer) throws Exception {
    try (ForeignPeer client = open(program);
        ForeignPeer server = open(program)) {
      String address = start(server, security, muxer).path("addrs").path(0).asText();
      start(client, security, muxer);
      String peer = address.substring(address.lastIndexOf('/') + 1);
      int scale = program.equals("js-libp2p") ? 5 : 1;
      handshakes(client, address, 1000 / scale);
      double handshakes = handshakes(client, address, 1000 / scale);
      client.callFor(LONG, "connect", "addr", address);
      requests(client, peer, 1, 10_000 / scale);
      double one = requests(client, peer, 1, 10_000 / scale);
      requests(client, peer, 16, 2_000 / scale);
      double sixteen = requests(client, peer, 16, 2_000 / scale);
      throughput(client, peer, 1, 256 * MIB / scale);
      double single = throughput(client, peer, 1, 512 * MIB / scale);
      throughput(client, peer, 100, 2 * MIB / scale);
      double hundred = throughput(client, peer, 100, 4 * MIB / scale);
      PrintStream out = System.out;
      out.printf(
          Locale.ROOT,
          "%-10s %-5s %-5s %6.0f handshakes/s %7.0f %7.0f requests/s %6.0f %6.0f MiB/s%n",
          program,
          security,
          muxer,
          handshakes,
          one,
          sixteen,
          single,
          hundred);
    }
  }

  private static ForeignPeer open(String program) throws IOException {
    return switch (program) {
      case "cafe" -> ForeignPeer.java(PerfPeer.class);
      case "go-libp2p" -> ForeignPeer.goPerf();
      default -> ForeignPeer.js();
    };
  }

  private static JsonNode start(ForeignPeer peer, String security, String muxer) {
    return peer.call("start", "security", security, "muxer", muxer);
  }

  private static double handshakes(ForeignPeer client, String address, int count) {
    JsonNode done = client.callFor(LONG, "handshakes", "addr", address, "count", count);
    assertThat(done.path("failures")).isEmpty();
    return count / seconds(done);
  }

  private static double requests(ForeignPeer client, String peer, int streams, int count) {
    JsonNode done =
        client.callFor(
            LONG, "requests", "peer", peer, "streams", streams, "count", count, "bytes", 128);
    return streams * count / seconds(done);
  }

  private static double throughput(ForeignPeer client, String peer, int streams, int bytes) {
    JsonNode done =
        client.callFor(LONG, "throughput", "peer", peer, "streams", streams, "bytes", bytes);
    return (double) streams * bytes / MIB / seconds(done);
  }

  private static double seconds(JsonNode result) {
    return result.path("millis").asDouble() / 1000;
  }
}
