package cafe.libp2p;

import java.time.Duration;

/**
 * Every bound that a {@link Host} puts on others, and on itself. Sizes are in bytes.
 *
 * @param timeouts how long things may take
 * @param connections how many connections there may be
 * @param streams how many streams there may be, and what each may hold
 */
public record HostLimits(Timeouts timeouts, Connections connections, Streams streams) {
  /**
   * How long things may take.
   *
   * @param handshake from the first byte of a connection until its muxer runs
   * @param negotiation the choice of a protocol on an inbound stream
   * @param dial one attempt to reach one address, handshake included
   * @param read the first value of {@link Stream#readTimeout}
   * @param write the first value of {@link Stream#writeTimeout}, and the time after which a
   *     connection that takes no byte is closed
   * @param keepAlive how often a silent connection is pinged, where the muxer can
   * @param frame how long the peer may let us wait for the rest of a frame that it has begun, of
   *     the secure channel and of the muxer alike, all bytes of it together; time in which we do
   *     not read is not counted
   */
  public record Timeouts(
      Duration handshake,
      Duration negotiation,
      Duration dial,
      Duration read,
      Duration write,
      Duration keepAlive,
      Duration frame) {}

  /**
   * How many connections there may be.
   *
   * @param total all connections, handshakes in progress included
   * @param halfOpen inbound connections whose handshake is in progress; they count above, too
   * @param perPeer connections with one peer; the oldest gives way
   * @param perAddress inbound connections from one IPv4 address or IPv6 /64 network
   * @param highWater above this number, idle connections are closed …
   * @param lowWater … until this number is left
   * @param grace how long a connection is left alone before it may be trimmed as idle; six times as
   *     long if it has open streams on which nothing moves
   */
  public record Connections(
      int total,
      HalfOpen halfOpen,
      int perPeer,
      int perAddress,
      int highWater,
      int lowWater,
      Duration grace) {}

  /**
   * How many inbound handshakes may be in progress.
   *
   * @param total all of them; one more makes the oldest of the network that has most give way,
   *     unless the newcomer's own has as many
   * @param perAddress those with one IPv4 address or IPv6 /64 network; others are refused
   */
  public record HalfOpen(int total, int perAddress) {}

  /**
   * How many streams there may be, and what each may hold.
   *
   * @param perConnection streams that the peer may have open on one connection
   * @param inbound inbound streams on all connections
   * @param perAddress inbound streams on all connections from one IPv4 address or IPv6 /64 network
   * @param receiveWindow what a peer may send on a stream ahead of our reading
   * @param sendQueue what waits on one connection to be encrypted and sent
   */
  public record Streams(
      int perConnection, int inbound, int perAddress, int receiveWindow, int sendQueue) {}

  /** Limits for a small public server. */
  public static HostLimits defaults() {
    return new HostLimits(
        new Timeouts(
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60)),
        new Connections(1_200, new HalfOpen(256, 32), 8, 256, 900, 600, Duration.ofSeconds(20)),
        new Streams(512, 16_384, 4_096, 256 * 1024, 64 * 1024));
  }
}
