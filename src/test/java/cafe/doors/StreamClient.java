package cafe.doors;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Varint;
import cafe.kernel.PeerId;
import cafe.libp2p.Host;
import cafe.libp2p.Stream;
import cafe.libp2p.host.HostBuilder;
import cafe.libp2p.host.HostConfig;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Frames;
import cafe.wire.pb.Message;
import com.google.protobuf.MessageLite;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A device on the network, as the original's clients are: a host of its own key over secio, one
 * stream to the cafe that stays open, and an ear for streams that the cafe opens.
 */
final class StreamClient implements AutoCloseable {

  static final String PROTOCOL = "/textile/cafe/1.0.0";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final TestNode node;
  private final PeerId cafe;
  private final Host host;
  private final BlockingQueue<Message> incoming = new LinkedBlockingQueue<>();
  private final AtomicInteger pings = new AtomicInteger(1_000);
  private Stream stream;

  StreamClient(TestDevice device, Host cafe) {
    this.node = new TestNode(device.peerKey());
    this.cafe = cafe.peerId();
    try {
      this.host =
          new HostBuilder(
                  new Ed25519IdentityKey(device.peerKey().seed()), RANDOM, Clock.systemUTC())
              .security(HostConfig.SECIO)
              .start();
      host.setProtocolHandler(PROTOCOL, this::heard);
      host.connect(cafe.peerId(), cafe.listenAddresses(), TIMEOUT);
      this.stream = open();
    } catch (IOException e) {
      throw new AssertionError("no connection to the cafe", e);
    }
  }

  private Stream open() throws IOException {
    Stream opened = host.newStream(cafe, TIMEOUT, PROTOCOL);
    opened.readTimeout(TIMEOUT);
    return opened;
  }

  /** Gives up the stream and opens another. */
  void reopen() throws IOException {
    stream.reset();
    stream = open();
  }

  /** The stream in use. */
  Stream stream() {
    return stream;
  }

  /** An envelope that this device signs. */
  byte[] sealed(Message message) {
    return Envelopes.sign(message, node).toByteArray();
  }

  /** Sends a request. */
  void send(Message.Type type, @Nullable MessageLite payload) throws IOException {
    send(sealed(Envelopes.request(type, payload)));
  }

  /** Sends an envelope, whatever it is, also a longer one than a cafe would send. */
  void send(byte[] envelope) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(Varint.size(envelope.length) + envelope.length);
    Varint.put(frame, envelope.length);
    stream.output().write(frame.put(envelope).array());
  }

  /** The next answer, which the cafe must have signed; fails if the stream ends. */
  Message next() throws IOException {
    byte[] frame = Frames.read(stream.input(), Frames.MAX);
    if (frame == null) {
      throw new EOFException("the cafe closed the stream");
    }
    return Envelopes.verify(frame, cafe);
  }

  /** Asks, and reads one answer. */
  Message ask(Message.Type type, @Nullable MessageLite payload) throws IOException {
    send(type, payload);
    return next();
  }

  /** Whether nothing stands before the answer to a ping: answers come in order. */
  void assertNothingWasAnswered() throws IOException {
    int number = pings.incrementAndGet();
    Message ping = Message.newBuilder().setType(Message.Type.PING).setRequest(number).build();
    send(sealed(ping));
    assertThat(next()).isEqualTo(Envelopes.pong(ping));
  }

  private void heard(Stream from) throws IOException {
    assertThat(from.connection().remotePeer()).isEqualTo(cafe);
    for (byte[] frame = Frames.read(from.input(), Frames.MAX);
        frame != null;
        frame = Frames.read(from.input(), Frames.MAX)) {
      incoming.add(Envelopes.verify(frame, cafe));
    }
  }

  /** A message on a stream that the cafe opened, which must come soon. */
  Message incoming() throws InterruptedException {
    Message message = incoming.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("the cafe opened no stream");
    }
    return message;
  }

  @Override
  public void close() {
    host.close();
  }
}
