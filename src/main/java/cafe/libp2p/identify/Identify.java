package cafe.libp2p.identify;

import cafe.ipld.FormatException;
import cafe.ipld.Varint;
import cafe.libp2p.Connection;
import cafe.libp2p.Stream;
import cafe.libp2p.StreamHandler;
import cafe.libp2p.multistream.TimedInput;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.Function;

/** The identify protocol: the side that is asked, and the side that asks. */
public final class Identify implements StreamHandler {
  public static final String PROTOCOL = "/ipfs/id/1.0.0";

  /** The original's clients read no more than this. */
  public static final int MAX_SENT = 2048;

  /** Today's peers add signed records, and send several messages that are to be merged. */
  public static final int MAX_RECEIVED = 64 * 1024;

  /** Three bytes reach 2 MiB. */
  private static final int MAX_LENGTH_BYTES = 3;

  private final Function<Connection, IdentifyMessage> describe;

  /**
   * Makes the answering side.
   *
   * @param describe what to tell the peer of that connection
   */
  public Identify(Function<Connection, IdentifyMessage> describe) {
    this.describe = describe;
  }

  @Override
  public void handle(Stream stream) throws IOException {
    byte[] message = describe.apply(stream.connection()).encode(MAX_SENT);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.writeBytes(Varint.encode(message.length));
    frame.writeBytes(message);
    stream.output().write(frame.toByteArray());
  }

  /** Asks the peer of a connection; the time bounds the negotiation, and then the answer. */
  public static IdentifyMessage ask(Connection connection, Duration timeout) throws IOException {
    try (Stream stream = connection.newStream(timeout, PROTOCOL)) {
      stream.closeWrite();
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      InputStream in = new TimedInput(stream.input(), stream::readTimeout, timeout);
      // Concatenated protobuf messages are one merged message.
      for (int length = length(in); length >= 0; length = length(in)) {
        if (all.size() + length > MAX_RECEIVED) {
          throw new IOException("identify: answer longer than " + MAX_RECEIVED + " bytes");
        }
        byte[] message = in.readNBytes(length);
        if (message.length < length) {
          throw new EOFException("identify: answer is truncated");
        }
        all.writeBytes(message);
      }
      if (all.size() == 0) {
        throw new EOFException("identify: empty answer");
      }
      return IdentifyMessage.decode(all.toByteArray());
    }
  }

  /** The length of the next message; -1 at the end. */
  private static int length(InputStream in) throws IOException {
    try {
      return (int) Varint.read(in, MAX_LENGTH_BYTES);
    } catch (FormatException e) {
      throw new IOException("identify: bad length", e);
    }
  }
}
