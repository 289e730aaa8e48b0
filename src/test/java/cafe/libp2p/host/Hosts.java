package cafe.libp2p.host;

import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.HostLimits;
import cafe.libp2p.Stream;
import cafe.libp2p.keys.Ed25519IdentityKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream.Builder;
import org.junit.jupiter.params.provider.Arguments;

/** Makes hosts for tests. */
public final class Hosts {
  public static final String ECHO = "/test/echo/1.0.0";

  /** Ends what hangs; no test depends on it. */
  public static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final SecureRandom RANDOM = new SecureRandom();

  private Hosts() {}

  /** Every security protocol with every muxer. */
  public static java.util.stream.Stream<Arguments> stacks() {
    Builder<Arguments> stacks = java.util.stream.Stream.builder();
    for (String security : List.of(HostConfig.NOISE, HostConfig.TLS, HostConfig.SECIO)) {
      for (String muxer : List.of(HostConfig.YAMUX, HostConfig.MPLEX)) {
        stacks.add(Arguments.of(security, muxer));
      }
    }
    return stacks.build();
  }

  public static HostBuilder builder() {
    return new HostBuilder(Ed25519IdentityKey.generate(RANDOM), RANDOM, Clock.systemUTC())
        .limits(HostLimits.defaults());
  }

  public static Host listening(String security, String muxer) throws IOException {
    Host host = builder().security(security).muxers(muxer).listen("/ip4/127.0.0.1/tcp/0").start();
    host.setProtocolHandler(ECHO, Hosts::echo);
    return host;
  }

  public static Host dialing(String security, String muxer) throws IOException {
    return builder().security(security).muxers(muxer).start();
  }

  public static Connection connect(Host from, Host to) throws IOException {
    return from.connect(to.peerId(), to.listenAddresses(), TIMEOUT);
  }

  /** Sends back what it receives until the peer closes. */
  public static void echo(Stream stream) throws IOException {
    InputStream in = stream.input();
    OutputStream out = stream.output();
    byte[] buffer = new byte[8192];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
    }
  }

  /** Waits until it is true; false after the time-out. */
  public static boolean eventually(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(5);
    }
    return true;
  }
}
