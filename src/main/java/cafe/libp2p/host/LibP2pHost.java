package cafe.libp2p.host;

import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.ConnectionListener;
import cafe.libp2p.Host;
import cafe.libp2p.HostLimits;
import cafe.libp2p.LimitExceededException;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.MultiaddrProtocol;
import cafe.libp2p.Peerstore;
import cafe.libp2p.Stream;
import cafe.libp2p.StreamHandler;
import cafe.libp2p.host.ConnectionTable.Place;
import cafe.libp2p.host.Deadlines.Deadline;
import cafe.libp2p.host.Upgrader.Upgraded;
import cafe.libp2p.identify.Identify;
import cafe.libp2p.identify.IdentifyMessage;
import cafe.libp2p.identify.Ping;
import cafe.libp2p.transport.BufferedChannel;
import cafe.libp2p.transport.WebSocket;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The running host. */
final class LibP2pHost implements Host {
  private static final Logger LOG = System.getLogger(LibP2pHost.class.getName());
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  /** How long the addresses of the interfaces are taken as unchanged. */
  private static final Duration INTERFACES = Duration.ofSeconds(60);

  /** How long identify's addresses are believed after we last heard them. */
  private static final Duration ADDRESS_LIFETIME = Duration.ofHours(1);

  private final HostConfig config;
  private final HostLimits limits;
  private final Upgrader upgrader;
  private final Transports transports;
  private final Peerstore peerstore;
  private final Deadlines deadlines = new Deadlines();
  private final ConnectionTable table;
  private final StreamRouter router;
  private final Dialer dialer;
  private final List<Listener> listeners = new ArrayList<>();
  private volatile List<Multiaddr> concrete = List.of();
  private final List<ConnectionListener> connectionListeners = new CopyOnWriteArrayList<>();

  LibP2pHost(HostConfig config, Upgrader upgrader, Transports transports, Peerstore peerstore) {
    this.config = config;
    this.limits = config.limits();
    this.upgrader = upgrader;
    this.transports = transports;
    this.peerstore = peerstore;
    this.table = new ConnectionTable(limits.connections());
    this.router = new StreamRouter(limits);
    this.dialer = new Dialer(this::dialAddress, table::find, peerstore::isPublicOnly, deadlines);
    router.handler(Identify.PROTOCOL, new Identify(this::describe));
    router.handler(Ping.PROTOCOL, new Ping(limits.timeouts().read()));
  }

  void start() throws IOException {
    try {
      for (Multiaddr address : config.listen()) {
        listeners.add(Listener.bind(address));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    for (Listener listener : listeners) {
      Entrance entrance =
          listener.address().has(MultiaddrProtocol.WS) ? Entrance.WEB_SOCKET : Entrance.TCP;
      listener.start((channel, remote) -> accept(channel, remote, entrance));
    }
    refreshConcrete();
    deadlines.every(TICK, this::tick);
    deadlines.every(INTERFACES, this::refreshConcrete);
  }

  private void refreshConcrete() {
    concrete =
        listenAddresses().stream()
            .flatMap(address -> SocketAddresses.concrete(address).stream())
            .toList();
  }

  private void tick() {
    long now = System.nanoTime();
    for (HostConnection connection : table.all()) {
      try {
        connection.tick(now);
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "tick of " + connection, e);
      }
    }
    table.trim(now);
  }

  @Override
  public PeerId peerId() {
    return config.key().peerId();
  }

  @Override
  public List<Multiaddr> listenAddresses() {
    return listeners.stream().map(Listener::address).toList();
  }

  @Override
  public List<Multiaddr> announcedAddresses() {
    if (!config.announce().isEmpty()) {
      return config.announce();
    }
    List<Multiaddr> all = new ArrayList<>(concrete);
    all.addAll(config.doors().get());
    return all;
  }

  @Override
  public Connection connect(PeerId peer, Collection<Multiaddr> addresses, Duration timeout)
      throws IOException {
    Optional<HostConnection> live = table.find(peer);
    if (live.isPresent()) {
      return live.get();
    }
    if (peer.equals(peerId())) {
      throw new IOException("will not dial myself");
    }
    return dialer.dial(peer, addresses, peerstore.addresses(peer), timeout);
  }

  @Override
  public Stream newStream(PeerId peer, Duration timeout, String... protocols) throws IOException {
    long start = System.nanoTime();
    Connection connection = connect(peer, List.of(), timeout);
    Duration left = timeout.minusNanos(System.nanoTime() - start);
    return connection.newStream(left.isPositive() ? left : Duration.ofNanos(1), protocols);
  }

  @Override
  public void setProtocolHandler(String protocol, StreamHandler handler) {
    router.handler(protocol, handler);
  }

  @Override
  public void addConnectionListener(ConnectionListener listener) {
    connectionListeners.add(listener);
  }

  @Override
  public Optional<Connection> connection(PeerId peer) {
    return table.find(peer).map(connection -> connection);
  }

  @Override
  public List<Connection> connections() {
    return List.copyOf(table.all());
  }

  @Override
  public Peerstore peerstore() {
    return peerstore;
  }

  @Override
  public void accept(ByteChannel channel, Multiaddr remote) {
    // Perhaps it was a proxy of ours that accepted it: where it seems to come from proves nothing.
    accept(channel, remote, Entrance.HANDED_OVER);
  }

  private void accept(ByteChannel channel, Multiaddr remote, Entrance entrance) {
    Place place;
    try {
      place = table.admitInbound(remote, () -> closeQuietly(channel));
    } catch (LimitExceededException e) {
      LOG.log(Level.DEBUG, () -> "refused " + remote + ": " + e.getMessage());
      closeQuietly(channel);
      return;
    }
    Thread.ofVirtual()
        .name("libp2p-handshake")
        .start(
            () -> {
              try {
                establishInbound(channel, remote, place, entrance);
              } catch (IOException | RuntimeException e) {
                LOG.log(Level.DEBUG, () -> "handshake with " + remote + " failed", e);
              }
            });
  }

  private void establishInbound(ByteChannel raw, Multiaddr remote, Place place, Entrance entrance)
      throws IOException {
    boolean established = false;
    try (Deadline _ = deadlines.in(limits.timeouts().handshake(), () -> closeQuietly(raw))) {
      ByteChannel channel = entrance == Entrance.WEB_SOCKET ? WebSocket.accept(raw) : raw;
      boolean near = entrance != Entrance.HANDED_OVER && SocketAddresses.isPrivate(remote);
      establish(new RawConnection(channel, remote, place, null, near));
      established = true;
    } finally {
      if (!established) {
        place.release();
        closeQuietly(raw);
      }
    }
  }

  private HostConnection dialAddress(PeerId peer, Multiaddr address, boolean publicOnly)
      throws IOException {
    Place place = table.admitOutbound();
    SocketChannel socket = null;
    boolean established = false;
    try {
      SocketChannel dialed = SocketChannel.open();
      socket = dialed;
      try (Deadline _ = deadlines.in(limits.timeouts().dial(), () -> closeQuietly(dialed))) {
        ByteChannel channel = transports.connect(dialed, address, publicOnly);
        boolean near = !publicOnly && SocketAddresses.isPrivate(address);
        HostConnection connection =
            establish(new RawConnection(channel, address, place, peer, near));
        established = true;
        return connection;
      }
    } finally {
      if (!established) {
        place.release();
        if (socket != null) {
          closeQuietly(socket);
        }
      }
    }
  }

  /**
   * A channel before its handshake.
   *
   * @param dialed the peer that should be at its other end; null if it came in
   * @param near whether that peer is in a private network, and may tell of addresses there
   */
  private record RawConnection(
      ByteChannel channel, Multiaddr remote, Place place, @Nullable PeerId dialed, boolean near) {}

  /** How a connection comes in. */
  private enum Entrance {
    TCP,
    WEB_SOCKET,
    HANDED_OVER
  }

  /**
   * Shakes hands, then starts the connection, which gives back the place when it ends. The caller
   * bounds the time, and gives back place and channel on failure.
   */
  private HostConnection establish(RawConnection raw) throws IOException {
    boolean initiator = raw.dialed() != null;
    StreamRouter.Inlet inbound = router.inlet();
    Upgraded upgraded =
        upgrader.upgrade(
            new BufferedChannel(raw.channel()), initiator, raw.dialed(), inbound::accept);
    HostConnection connection =
        new HostConnection(upgraded, raw.remote(), initiator, limits.timeouts());
    inbound.attach(connection);
    table.add(connection);
    raw.place().established();
    connection.start(() -> ended(connection, raw.place()));
    Thread.ofVirtual().name("libp2p-identify").start(() -> introduce(connection, raw.near()));
    return connection;
  }

  /** Learns what the peer speaks, then tells the listeners. */
  private void introduce(HostConnection connection, boolean near) {
    try {
      identify(connection, near);
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, () -> "identify of " + connection + " failed", e);
    }
    tell(connection, true);
    connection.introduced();
  }

  private void identify(HostConnection connection, boolean near) throws IOException {
    IdentifyMessage message = Identify.ask(connection, limits.timeouts().negotiation());
    connection.remoteProtocols(message.protocols());
    peerstore.setProtocols(connection.remotePeer(), message.protocols());
    List<Multiaddr> told =
        message.listenAddresses().stream()
            .filter(SocketAddresses::dialable)
            .filter(address -> near || !SocketAddresses.isPrivate(address))
            .toList();
    if (near) {
      peerstore.addAddresses(connection.remotePeer(), told, ADDRESS_LIFETIME);
    } else {
      peerstore.addPublicAddresses(connection.remotePeer(), told, ADDRESS_LIFETIME);
    }
  }

  private void ended(HostConnection connection, Place place) {
    table.remove(connection);
    place.release();
    try {
      connection.awaitIntroduced();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tell(connection, false);
  }

  private void tell(HostConnection connection, boolean connected) {
    for (ConnectionListener listener : connectionListeners) {
      try {
        if (connected) {
          listener.connected(connection);
        } else {
          listener.disconnected(connection);
        }
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "a connection listener failed", e);
      }
    }
  }

  private IdentifyMessage describe(Connection connection) {
    return new IdentifyMessage(
        config.key().publicKey().encoded(),
        announcedAddresses(),
        router.protocols(),
        Optional.of(connection.remoteAddress()),
        config.agentVersion());
  }

  private static void closeQuietly(ByteChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "closing a channel", e);
    }
  }

  @Override
  public void close() {
    listeners.forEach(Listener::close);
    table.close().forEach(HostConnection::close);
    awaitGoodbyes();
    table.all().forEach(connection -> connection.fail(new IOException("host is closed")));
    deadlines.close();
  }

  /** What is queued has a moment to leave. */
  private void awaitGoodbyes() {
    long end = System.nanoTime() + GOODBYE.toNanos();
    try {
      while (!table.all().isEmpty() && System.nanoTime() - end < 0) {
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
