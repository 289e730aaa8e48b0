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
 * streams of one connection, MiB/s over 1 and over 100 streams of one connection. Every security
 * protocol with every muxer that each of them has: today's go-libp2p has neither mplex nor secio,
 * js-libp2p no secio. Takes 6 to 15 minutes; prints one line each.
 */
@Tag("bench")
class HostBench {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final long MIB = 1 << 20;

  /** The time that one round of a figure is measured for, about. */
  private static final double SECONDS = 2;

  private static final int MOST_ROUNDS = Integer.getInteger("bench.rounds", 8);
  private static final double FASTER = 1.05;

  /** Does so much work and returns the seconds that it took. */
  private interface Work {
    double seconds(int amount);
  }

  /**
   * Little first, to see how fast it is, and then rounds of as much as fills the time, until they
   * get no faster: a compiler that works beside a program takes its core. The best round counts.
   */
  private static double measure(int least, int most, Work work) {
    double best = least / work.seconds(least);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      int amount = (int) Math.clamp(best * SECONDS, least, most);
      double rate = amount / work.seconds(amount);
      boolean steady = round > 1 && rate < best * FASTER;
      best = Math.max(best, rate);
      if (steady) {
        break;
      }
    }
    return best;
  }

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
    "cafe,tls,mplex",
    "js-libp2p,tls,mplex",
    "cafe,secio,yamux",
    "cafe,secio,mplex"
  })
  void onLoopback(String program, String security, String muxer) throws Exception {
    try (ForeignPeer client = open(program);
        ForeignPeer server = open(program)) {
      String address = start(server, security, muxer).path("addrs").path(0).asText();
      start(client, security, muxer);
      String peer = address.substring(address.lastIndexOf('/') + 1);
      double handshakes = measure(50, 20_000, count -> handshakes(client, address, count));
      client.callFor(LONG, "connect", "addr", address);
      double one = measure(500, 1_000_000, count -> requests(client, peer, 1, count));
      double sixteen = measure(50, 100_000, count -> requests(client, peer, 16, count));
      double single = measure(8, 4096, count -> throughput(client, peer, 1, count));
      double hundred = measure(1, 64, count -> throughput(client, peer, 100, count));
      PrintStream out = System.out;
      out.printf(
          Locale.ROOT,
          "%-10s %-5s %-5s %6.0f handshakes/s %7.0f %7.0f requests/s %6.0f %6.0f MiB/s%n",
          program,
          security,
          muxer,
          handshakes,
          one,
          16 * sixteen,
          single,
          100 * hundred);
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
    return seconds(done);
  }

  private static double requests(ForeignPeer client, String peer, int streams, int count) {
    JsonNode done =
        client.callFor(
            LONG, "requests", "peer", peer, "streams", streams, "count", count, "bytes", 128);
    return seconds(done);
  }

  private static double throughput(ForeignPeer client, String peer, int streams, int mib) {
    JsonNode done =
        client.callFor(LONG, "throughput", "peer", peer, "streams", streams, "bytes", mib * MIB);
    return seconds(done);
  }

  private static double seconds(JsonNode result) {
    return result.path("millis").asDouble() / 1000;
  }
}
