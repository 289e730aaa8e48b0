package cafe.libp2p.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.host.Hosts;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.security.SecurityProtocol;
import cafe.libp2p.security.noise.Noise;
import cafe.libp2p.security.secio.Secio;
import cafe.libp2p.security.tls.Tls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever begins a frame must finish it; whoever is silent between frames may stay. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
class UnfinishedFramesTest {
  private static final Duration FRAME = Duration.ofMillis(1500);

  /** Security, muxer, and what its peer sends. */
  private static final List<String> OF_MUXERS =
      List.of(
          "/noise /yamux/1.0.0 0000", // two bytes of a header
          "/noise /yamux/1.0.0 0000000100000001000000ff61", // one byte of 255
          "/tls/1.0.0 /yamux/1.0.0 0000000100000001000000ff61",
          "/noise /mplex/6.7.0 00", // a tag without a length
          "/noise /mplex/6.7.0 80", // half a tag
          "/noise /mplex/6.7.0 00013002ff0161", // a stream, and one byte of 255 on it
          "/secio/1.0.0 /mplex/6.7.0 00013002ff0161",
          "/tls/1.0.0 /mplex/6.7.0 0aff0161"); // one byte of 255 for nobody

  /** The same below the encryption. */
  private static final List<String> OF_CHANNELS =
      List.of(
          "/noise /mplex/6.7.0 00", // half a length
          "/noise /yamux/1.0.0 00ff01", // one byte of 255
          "/secio/1.0.0 /mplex/6.7.0 0010", // half a length
          "/secio/1.0.0 /mplex/6.7.0 0010000001", // one byte of 1 MiB
          "/tls/1.0.0 /mplex/6.7.0 170303", // the beginning of a record's header
          "/tls/1.0.0 /yamux/1.0.0 1703030fff01"); // one byte of a record

  /** Every security with every muxer, and the beginning of a record that takes very long. */
  private static final List<String[]> PAIRS =
      List.of(
          new String[] {"/noise", "/yamux/1.0.0", "ffff"},
          new String[] {"/noise", "/mplex/6.7.0", "ffff"},
          new String[] {"/tls/1.0.0", "/yamux/1.0.0", "1703034000"},
          new String[] {"/tls/1.0.0", "/mplex/6.7.0", "1703034000"},
          new String[] {"/secio/1.0.0", "/yamux/1.0.0", "00100000"},
          new String[] {"/secio/1.0.0", "/mplex/6.7.0", "00100000"});

  /** The beginnings of long frames that open a stream. */
  private static final String YAMUX_FRAME = "000000010000000100030000";

  private static final String MPLEX_FRAME = "0001300280e901";

  private static SecurityProtocol security(String id) {
    Ed25519IdentityKey key = Ed25519IdentityKey.generate(RawPeer.RANDOM);
    return switch (id) {
      case Noise.ID -> new Noise(key, RawPeer.RANDOM);
      case Tls.ID -> new Tls(key, RawPeer.RANDOM, Clock.systemUTC());
      default -> new Secio(key, RawPeer.RANDOM);
    };
  }

  private static Host host() throws IOException {
    Host host =
        Hosts.builder().listen("/ip4/127.0.0.1/tcp/0").limits(LimitsOf.frame(FRAME)).start();
    host.setProtocolHandler(Hosts.ECHO, Hosts::echo);
    return host;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  @Test
  void anUnfinishedFrameEndsTheConnection() throws Exception {
    List<RawPeer> peers = new ArrayList<>();
    try (Host host = host()) {
      for (String attack : OF_MUXERS) {
        String[] parts = attack.split(" ");
        peers.add(RawPeer.connect(host, security(parts[0]), parts[1]));
        peers.getLast().send(hex(parts[2]));
      }
      for (String attack : OF_CHANNELS) {
        String[] parts = attack.split(" ");
        peers.add(RawPeer.connect(host, security(parts[0]), parts[1]));
        peers.getLast().bareSocket().write(ByteBuffer.wrap(hex(parts[2])));
      }
      for (RawPeer peer : peers) {
        peer.readToEnd();
      }
      assertThat(Hosts.eventually(() -> host.connections().isEmpty())).isTrue();
    } finally {
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }

  /** Drip by drip, within any time that single reads might have. */
  @ParameterizedTest
  @CsvSource({"/noise, /yamux/1.0.0", "/secio/1.0.0, /mplex/6.7.0"})
  void aFrameThatDripsEndsTheConnection(String security, String muxer) throws Exception {
    try (Host host = host();
        RawPeer peer = RawPeer.connect(host, security(security), muxer)) {
      peer.send(hex(muxer.startsWith("/yamux") ? YAMUX_FRAME : MPLEX_FRAME));
      Thread drips =
          Thread.startVirtualThread(
              () -> {
                try {
                  while (!Thread.currentThread().isInterrupted()) {
                    peer.send(new byte[1]);
                    Thread.sleep(100); // the attack, not a wait of the test
                  }
                } catch (IOException | InterruptedException e) {
                  // let go
                }
              });
      assertThat(Hosts.eventually(() -> host.connections().isEmpty())).isTrue();
      drips.interrupt();
      drips.join();
    }
  }

  /** Whether a frame of the muxer has begun or not: a record that drips is let go. */
  @Test
  void aRecordThatDripsEndsTheConnection() throws Exception {
    List<RawPeer> peers = new ArrayList<>();
    try (Host host = host()) {
      for (String[] pair : PAIRS) {
        for (int i = 0; i < 2; i++) {
          peers.add(RawPeer.connect(host, security(pair[0]), pair[1]));
        }
      }
      assertThat(Hosts.eventually(() -> host.connections().size() == peers.size())).isTrue();
      for (int i = 0; i < peers.size(); i++) {
        String[] pair = PAIRS.get(i / 2);
        if (i % 2 == 1) {
          peers.get(i).send(hex(pair[1].startsWith("/yamux") ? YAMUX_FRAME : MPLEX_FRAME));
        }
        peers.get(i).bareSocket().write(ByteBuffer.wrap(hex(pair[2])));
      }
      boolean gone =
          Hosts.eventually(
              () -> {
                peers.forEach(UnfinishedFramesTest::drip);
                return host.connections().isEmpty();
              });
      assertThat(host.connections()).extracting(Connection::description).isEmpty();
      assertThat(gone).isTrue();
    } finally {
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }

  private static void drip(RawPeer peer) {
    try {
      peer.bareSocket().write(ByteBuffer.wrap(new byte[1]));
    } catch (IOException e) {
      // let go
    }
  }

  /** The silent ones are older than the one that is let go. */
  @Test
  void silenceBetweenFramesDoesNot() throws Exception {
    List<RawPeer> peers = new ArrayList<>();
    try (Host host = host()) {
      for (String security : List.of(Noise.ID, Tls.ID, Secio.ID)) {
        peers.add(RawPeer.connect(host, security(security), "/yamux/1.0.0"));
        peers.getLast().send(hex("000100010000000100000000"));
        peers.add(RawPeer.connect(host, security(security), "/mplex/6.7.0"));
        peers.getLast().send(hex("000130"));
      }
      assertThat(Hosts.eventually(() -> host.connections().size() == 6)).isTrue();
      try (RawPeer unfinished = RawPeer.connect(host, security(Noise.ID), "/mplex/6.7.0")) {
        unfinished.send(hex("80"));
        unfinished.readToEnd();
      }
      assertThat(Hosts.eventually(() -> host.connections().size() < 7)).isTrue();
      assertThat(host.connections()).hasSize(6);
    } finally {
      for (RawPeer peer : peers) {
        peer.close();
      }
    }
  }
}
