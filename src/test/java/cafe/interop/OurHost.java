package cafe.interop;

import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.HostLimits;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.Stream;
import cafe.libp2p.host.HostBuilder;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.keys.IdentityKey;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** Our host as these tests run it: on loopback, with a protocol that echoes. */
final class OurHost implements AutoCloseable {
  static final String ECHO = "/cafe-interop/echo/1.0.0";
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Host host;
  private final IdentityKey key;

  private OurHost(Host host, IdentityKey key) {
    this.host = host;
    this.key = key;
    host.setProtocolHandler(ECHO, stream -> stream.input().transferTo(stream.output()));
  }

  static OurHost start(String security, String muxer, String... listen) throws IOException {
    SecureRandom random = new SecureRandom();
    IdentityKey key = Ed25519IdentityKey.generate(random);
    return new OurHost(
        new HostBuilder(key, random, Clock.systemUTC())
            .listen(listen.length == 0 ? new String[] {"/ip4/127.0.0.1/tcp/0"} : listen)
            .security(security)
            .muxers(muxer)
            .limits(patient())
            .start(),
        key);
  }

  /** The default limits with room for thousands of connections in a row from one address. */
  private static HostLimits patient() {
    HostLimits limits = HostLimits.defaults();
    HostLimits.Connections c = limits.connections();
    return new HostLimits(
        limits.timeouts(),
        new HostLimits.Connections(
            c.total(),
            c.halfOpen(),
            c.perPeer(),
            c.total(),
            c.highWater(),
            c.lowWater(),
            c.grace()),
        limits.streams());
  }

  IdentityKey key() {
    return key;
  }

  Host host() {
    return host;
  }

  String peer() {
    return host.peerId().toString();
  }

  /** The addresses with our peer id, as another peer dials them. */
  List<String> addresses() {
    return host.listenAddresses().stream()
        .map(address -> address.withPeerId(host.peerId()).toString())
        .toList();
  }

  String address() {
    return addresses().getFirst();
  }

  /** Dials an address that ends in a peer id. */
  Connection dial(String address) throws IOException {
    Multiaddr full = Multiaddr.parse(address);
    PeerId peer = full.peerId().orElseThrow();
    return host.connect(peer, List.of(full.withoutPeerId()), PATIENCE);
  }

  /** Sends bytes over a stream that echoes, and returns whether the same came back. */
  static boolean echoes(Connection connection, int size, int streams) throws Exception {
    List<Exchange> all =
        IntStream.range(0, streams).mapToObj(i -> new Exchange(connection, size, i)).toList();
    List<Thread> threads = all.stream().map(Thread::startVirtualThread).toList();
    for (Thread thread : threads) {
      thread.join();
    }
    for (Exchange exchange : all) {
      if (exchange.failure != null) {
        throw exchange.failure;
      }
    }
    return all.stream().allMatch(exchange -> exchange.same);
  }

  private static final class Exchange implements Runnable {
    private final Connection connection;
    private final byte[] sent;
    volatile boolean same;
    volatile @org.jspecify.annotations.Nullable Exception failure;

    Exchange(Connection connection, int size, int seed) {
      this.connection = connection;
      this.sent = new byte[size];
      new java.util.Random(seed).nextBytes(sent);
    }

    @Override
    public void run() {
      try (Stream stream = connection.newStream(PATIENCE, ECHO)) {
        stream.readTimeout(PATIENCE);
        Thread writer = Thread.startVirtualThread(() -> write(stream));
        String got = digest(stream.input(), sent.length);
        boolean ended = stream.input().read() < 0;
        writer.join();
        same = ended && got.equals(hex(sha256().digest(sent)));
      } catch (IOException | InterruptedException e) {
        if (failure == null) {
          failure = e;
        }
      }
    }

    private void write(Stream stream) {
      try {
        for (int at = 0; at < sent.length; at += 40_000) {
          stream.output().write(sent, at, Math.min(40_000, sent.length - at));
        }
        stream.closeWrite();
      } catch (IOException e) {
        failure = e;
        stream.reset();
      }
    }
  }

  private static String digest(InputStream in, int size) throws IOException {
    MessageDigest sum = sha256();
    byte[] part = new byte[16_384];
    for (int left = size; left > 0; ) {
      int got = in.read(part, 0, Math.min(left, part.length));
      if (got < 0) {
        throw new IOException(left + " bytes of " + size + " are missing");
      }
      sum.update(part, 0, got);
      left -= got;
    }
    return hex(sum.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() {
    host.close();
  }
}
