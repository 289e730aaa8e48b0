package cafe.libp2p.hostile;

import cafe.libp2p.HostLimits;
import cafe.libp2p.HostLimits.Connections;
import cafe.libp2p.HostLimits.HalfOpen;
import cafe.libp2p.HostLimits.Streams;
import cafe.libp2p.HostLimits.Timeouts;
import java.time.Duration;

/** The default limits with one of them changed. */
final class LimitsOf {
  private static final HostLimits DEFAULTS = HostLimits.defaults();

  private LimitsOf() {}

  static HostLimits handshake(Duration handshake) {
    return new HostLimits(timeouts(handshake, Duration.ofSeconds(30)), many(), DEFAULTS.streams());
  }

  /** Gives up peers that take nothing after that time. */
  static HostLimits write(Duration write) {
    return new HostLimits(timeouts(Duration.ofMinutes(5), write), many(), DEFAULTS.streams());
  }

  static HostLimits halfOpen(int total, int perAddress, Duration handshake) {
    Connections connections =
        new Connections(
            1000, new HalfOpen(total, perAddress), 8, 1000, 900, 600, Duration.ofSeconds(20));
    return new HostLimits(
        timeouts(handshake, Duration.ofSeconds(30)), connections, DEFAULTS.streams());
  }

  static HostLimits perAddress(int perAddress) {
    Connections connections =
        new Connections(
            1000, new HalfOpen(100, 100), 8, perAddress, 900, 600, Duration.ofSeconds(20));
    return new HostLimits(DEFAULTS.timeouts(), connections, DEFAULTS.streams());
  }

  /** Gives up peers that do not finish what they have begun within that time, and none else. */
  static HostLimits frame(Duration frame) {
    Timeouts t = DEFAULTS.timeouts();
    Duration keepAlive = Duration.ofMinutes(10);
    return new HostLimits(
        new Timeouts(
            t.handshake(), t.negotiation(), t.dial(), t.read(), t.write(), keepAlive, frame),
        many(),
        DEFAULTS.streams());
  }

  /** Gives up what is read from streams if it takes longer than that. */
  static HostLimits read(Duration read) {
    Timeouts t = DEFAULTS.timeouts();
    return new HostLimits(
        new Timeouts(t.handshake(), read, t.dial(), read, t.write(), t.keepAlive(), t.frame()),
        many(),
        DEFAULTS.streams());
  }

  /** One stream at a time, whose protocol must be agreed on within that time. */
  static HostLimits negotiation(Duration negotiation) {
    Timeouts t = DEFAULTS.timeouts();
    return new HostLimits(
        new Timeouts(
            t.handshake(), negotiation, t.dial(), t.read(), t.write(), t.keepAlive(), t.frame()),
        many(),
        streams(1, 100).streams());
  }

  static HostLimits streamsPerAddress(int perAddress) {
    Streams s = DEFAULTS.streams();
    Streams streams =
        new Streams(s.perConnection(), s.inbound(), perAddress, s.receiveWindow(), s.sendQueue());
    return new HostLimits(DEFAULTS.timeouts(), DEFAULTS.connections(), streams);
  }

  /** Trims as soon as there are more than the high mark, sparing nobody for being young. */
  static HostLimits trimming(int highWater, int lowWater) {
    Connections connections =
        new Connections(1000, new HalfOpen(100, 100), 8, 1000, highWater, lowWater, Duration.ZERO);
    return new HostLimits(DEFAULTS.timeouts(), connections, DEFAULTS.streams());
  }

  static HostLimits perPeer(int perPeer) {
    Connections connections =
        new Connections(
            1000, new HalfOpen(100, 100), perPeer, 1000, 900, 600, Duration.ofSeconds(20));
    return new HostLimits(DEFAULTS.timeouts(), connections, DEFAULTS.streams());
  }

  static HostLimits streams(int perConnection, int inbound) {
    Streams streams =
        new Streams(
            perConnection,
            inbound,
            inbound,
            DEFAULTS.streams().receiveWindow(),
            DEFAULTS.streams().sendQueue());
    return new HostLimits(DEFAULTS.timeouts(), DEFAULTS.connections(), streams);
  }

  private static Timeouts timeouts(Duration handshake, Duration write) {
    return new Timeouts(
        handshake,
        Duration.ofSeconds(20),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        write,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60));
  }

  /** All test peers come from one address. */
  private static Connections many() {
    return new Connections(
        3000, new HalfOpen(500, 500), 8, 3000, 2500, 2000, Duration.ofSeconds(20));
  }
}
