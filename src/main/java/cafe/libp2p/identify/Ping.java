package cafe.libp2p.identify;

import cafe.libp2p.Connection;
import cafe.libp2p.Stream;
import cafe.libp2p.StreamHandler;
import cafe.libp2p.frames.PacedInput;
import cafe.libp2p.frames.PacedInput.Pace;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The ping protocol: 32 bytes, echoed until the peer closes. */
public final class Ping implements StreamHandler {
  public static final String PROTOCOL = "/ipfs/ping/1.0.0";

  private static final int SIZE = 32;

  private final Pace pace;

  /**
   * Makes the answering side.
   *
   * @param timeout how long a ping may be waited for, and then the rest of it
   */
  public Ping(Duration timeout) {
    this.pace = new Pace(timeout, timeout, SIZE);
  }

  @Override
  public void handle(Stream stream) throws IOException {
    PacedInput in = new PacedInput(stream, pace);
    OutputStream out = stream.output();
    byte[] payload = new byte[SIZE];
    while (in.readNBytes(payload, 0, SIZE) == SIZE) {
      out.write(payload);
      in.next(false);
    }
  }

  /** Sends one ping and returns the time until its echo. */
  public static Duration ping(Connection connection, RandomGenerator random, Duration timeout)
      throws IOException {
    byte[] payload = new byte[SIZE];
    random.nextBytes(payload);
    try (Stream stream = connection.newStream(timeout, PROTOCOL)) {
      stream.readTimeout(timeout);
      long start = System.nanoTime();
      stream.output().write(payload);
      byte[] echo = stream.input().readNBytes(SIZE);
      if (!Arrays.equals(echo, payload)) {
        throw new IOException("ping: the echo differs");
      }
      return Duration.ofNanos(System.nanoTime() - start);
    }
  }
}
