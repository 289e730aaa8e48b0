package cafe.libp2p.hostile;

import cafe.libp2p.Host;
import cafe.libp2p.MultiaddrProtocol;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.multistream.Multistream;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.security.SecureStreams;
import cafe.libp2p.security.SecurityProtocol;
import cafe.libp2p.security.noise.Noise;
import cafe.libp2p.transport.BufferedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A peer that shakes hands properly and then sends whatever frames a test tells it to. */
final class RawPeer implements AutoCloseable {
  static final SecureRandom RANDOM = new SecureRandom();

  private final SocketChannel socket;
  private final SecureChannel secure;
  private final OutputStream out;
  private @Nullable ByteBuffer unread;

  private RawPeer(SocketChannel socket, SecureChannel secure) {
    this.socket = socket;
    this.secure = secure;
    this.out = new SecureStreams(secure).output();
  }

  /** A bare TCP connection to the host. */
  static SocketChannel tcp(Host host) throws IOException {
    int port =
        Integer.parseInt(
            host.listenAddresses().getFirst().value(MultiaddrProtocol.TCP).orElseThrow());
    return SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
  }

  /** Connects over Noise and agrees on the muxer. */
  static RawPeer connect(Host host, String muxer) throws IOException {
    return connect(host, new Noise(Ed25519IdentityKey.generate(RANDOM), RANDOM), muxer);
  }

  /** Connects by that security protocol and agrees on the muxer. */
  static RawPeer connect(Host host, SecurityProtocol security, String muxer) throws IOException {
    SocketChannel socket = tcp(host);
    BufferedChannel channel = new BufferedChannel(socket);
    Multistream.select(channel.input(), channel.output(), List.of(security.id()));
    SecureChannel secure = security.secure(channel, true, host.peerId());
    SecureStreams streams = new SecureStreams(secure);
    Multistream.select(streams.input(), streams.output(), List.of(muxer));
    RawPeer peer = new RawPeer(socket, secure);
    peer.unread = streams.rest();
    return peer;
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  void sendHex(String hex) throws IOException {
    send(HexFormat.ofDelimiter(" ").parseHex(hex));
  }

  /** A yamux frame without payload. */
  static byte[] yamux(int type, int flags, int stream, int length) {
    return ByteBuffer.allocate(12)
        .put((byte) 0)
        .put((byte) type)
        .putShort((short) flags)
        .putInt(stream)
        .putInt(length)
        .array();
  }

  /** The next bytes, or null at the end. */
  @Nullable ByteBuffer read() throws IOException {
    ByteBuffer first = unread;
    unread = null;
    return first != null ? first : secure.read();
  }

  /** Reads until the host closes the connection, and returns all that came before. */
  byte[] readToEnd() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      for (ByteBuffer chunk = read(); chunk != null; chunk = read()) {
        all.write(chunk.array(), chunk.arrayOffset() + chunk.position(), chunk.remaining());
      }
    } catch (IOException e) {
      return all.toByteArray(); // a reset ends it too
    }
    return all.toByteArray();
  }

  /**
   * Reads yamux frames until one on that stream comes.
   *
   * @return whether it carries data; else it ends the stream
   */
  boolean readsHeaderOn(int stream) throws IOException {
    String data = String.format("00000002%08x", stream);
    String accepted = String.format("00010002%08x", stream);
    String refused = String.format("00010008%08x", stream);
    String reset = String.format("0001000a%08x", stream);
    StringBuilder seen = new StringBuilder();
    for (ByteBuffer chunk = read(); chunk != null; chunk = read()) {
      byte[] bytes = new byte[chunk.remaining()];
      chunk.get(bytes);
      seen.append(HexFormat.of().formatHex(bytes));
      if (seen.indexOf(data) >= 0 || seen.indexOf(accepted) >= 0) {
        return true;
      }
      if (seen.indexOf(refused) >= 0 || seen.indexOf(reset) >= 0) {
        return false;
      }
    }
    throw new IOException("the host has closed the connection");
  }

  /** Gives up everything but the socket. */
  SocketChannel bareSocket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
