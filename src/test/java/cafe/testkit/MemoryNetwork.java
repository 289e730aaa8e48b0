package cafe.testkit;

import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.ConnectionListener;
import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.Peerstore;
import cafe.libp2p.Stream;
import cafe.libp2p.StreamHandler;
import cafe.libp2p.UnreachablePeerException;
import cafe.libp2p.UnsupportedProtocolException;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.keys.PublicKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ByteChannel;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Hosts in one process without sockets: streams are bounded pipes, so a peer that does not read
 * blocks its writer as a real one does. For tests of protocols that need the other side in hand.
 */
public final class MemoryNetwork {
  private static final int WINDOW = 256 * 1024;

  private int keys;

  /** A new host with a key of its own. */
  public MemoryHost host() {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) ++keys);
    seed[1] = (byte) (keys >> 8);
    return new MemoryHost(new Ed25519IdentityKey(seed));
  }

  /** Connects two hosts; returns the side of the first. */
  public Connection connect(MemoryHost one, MemoryHost other) {
    MemoryConnection here = new MemoryConnection(one, other, true);
    MemoryConnection there = new MemoryConnection(other, one, false);
    here.twin = there;
    there.twin = here;
    one.connections.add(here);
    other.connections.add(there);
    one.listeners.forEach(listener -> listener.connected(here));
    other.listeners.forEach(listener -> listener.connected(there));
    return here;
  }

  /** A host of this network. */
  public static final class MemoryHost implements Host {
    private final Ed25519IdentityKey key;
    private final List<MemoryConnection> connections = new CopyOnWriteArrayList<>();
    private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, StreamHandler> handlers = new ConcurrentHashMap<>();
    private final Peerstore peerstore = new Peerstore(Clock.systemUTC());

    private MemoryHost(Ed25519IdentityKey key) {
      this.key = key;
    }

    public Ed25519IdentityKey key() {
      return key;
    }

    @Override
    public PeerId peerId() {
      return key.peerId();
    }

    @Override
    public List<Multiaddr> listenAddresses() {
      return List.of();
    }

    @Override
    public List<Multiaddr> announcedAddresses() {
      return List.of();
    }

    @Override
    public Connection connect(PeerId peer, Collection<Multiaddr> addresses, Duration timeout)
        throws IOException {
      return connection(peer).orElseThrow(() -> new UnreachablePeerException("not connected"));
    }

    @Override
    public Stream newStream(PeerId peer, Duration timeout, String... protocols) throws IOException {
      return connect(peer, List.of(), timeout).newStream(timeout, protocols);
    }

    @Override
    public void setProtocolHandler(String protocol, StreamHandler handler) {
      handlers.put(protocol, handler);
    }

    /** Stops serving a protocol. */
    public void removeProtocolHandler(String protocol) {
      handlers.remove(protocol);
    }

    @Override
    public void addConnectionListener(ConnectionListener listener) {
      listeners.add(listener);
    }

    @Override
    public Optional<Connection> connection(PeerId peer) {
      return connections.stream()
          .filter(connection -> connection.remotePeer().equals(peer))
          .map(Connection.class::cast)
          .findFirst();
    }

    @Override
    public List<Connection> connections() {
      return List.copyOf(connections);
    }

    @Override
    public Peerstore peerstore() {
      return peerstore;
    }

    @Override
    public void accept(ByteChannel channel, Multiaddr remote) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      connections.forEach(Connection::close);
    }
  }

  private static final class MemoryConnection implements Connection {
    private final MemoryHost local;
    private final MemoryHost remote;
    private final boolean initiator;
    private final Set<MemoryStream> streams = ConcurrentHashMap.newKeySet();
    private MemoryConnection twin = this;

    private MemoryConnection(MemoryHost local, MemoryHost remote, boolean initiator) {
      this.local = local;
      this.remote = remote;
      this.initiator = initiator;
    }

    @Override
    public PeerId remotePeer() {
      return remote.peerId();
    }

    @Override
    public PublicKey remotePublicKey() {
      return remote.key.publicKey();
    }

    @Override
    public Multiaddr remoteAddress() {
      return Multiaddr.parse("/ip4/127.0.0.1/tcp/1");
    }

    @Override
    public boolean initiator() {
      return initiator;
    }

    @Override
    public String description() {
      return "memory";
    }

    @Override
    public Stream newStream(Duration timeout, String... protocols) throws IOException {
      if (!isOpen()) {
        throw new UnreachablePeerException("connection closed");
      }
      for (String protocol : protocols) {
        StreamHandler handler = remote.handlers.get(protocol);
        if (handler != null) {
          return open(protocol, handler);
        }
      }
      throw new UnsupportedProtocolException("none of " + Arrays.toString(protocols));
    }

    private Stream open(String protocol, StreamHandler handler) {
      MemoryPipe forth = new MemoryPipe(WINDOW);
      MemoryPipe back = new MemoryPipe(WINDOW);
      MemoryStream here = new MemoryStream(this, protocol, back, forth);
      MemoryStream there = new MemoryStream(twin, protocol, forth, back);
      streams.add(here);
      twin.streams.add(there);
      Thread.startVirtualThread(
          () -> {
            try {
              handler.handle(there);
              there.close();
            } catch (IOException | RuntimeException e) {
              there.reset();
            }
          });
      return here;
    }

    @Override
    public Set<String> remoteProtocols() {
      return Set.copyOf(remote.handlers.keySet());
    }

    @Override
    public void protect(boolean on) {}

    @Override
    public boolean isOpen() {
      return local.connections.contains(this);
    }

    @Override
    public void close() {
      end();
      twin.end();
    }

    private void end() {
      if (local.connections.remove(this)) {
        streams.forEach(MemoryStream::reset);
        local.listeners.forEach(listener -> listener.disconnected(this));
      }
    }
  }

  private record MemoryStream(
      MemoryConnection connection, String protocol, MemoryPipe in, MemoryPipe out)
      implements Stream {
    @Override
    public InputStream input() {
      return in.input();
    }

    @Override
    public OutputStream output() {
      return out.output();
    }

    @Override
    public void closeWrite() {
      out.end();
    }

    @Override
    public void reset() {
      in.reset();
      out.reset();
    }

    @Override
    public void readTimeout(Duration timeout) {
      in.readTimeout(timeout);
    }

    @Override
    public void writeTimeout(Duration timeout) {
      out.writeTimeout(timeout);
    }

    @Override
    public void close() {
      out.end();
    }
  }
}
