package cafe.libp2p.pubsub;

import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.ConnectionListener;
import cafe.libp2p.Host;
import cafe.libp2p.Stream;
import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.keys.IdentityKey;
import cafe.libp2p.pubsub.rpc.Message;
import cafe.libp2p.pubsub.rpc.Part;
import cafe.libp2p.pubsub.rpc.RpcReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Publish and subscribe over a {@link Host}: gossipsub 1.0 and 1.1, floodsub. Thread-safe.
 *
 * @see <a href="https://github.com/libp2p/specs/tree/master/pubsub">pubsub</a>
 */
public final class Pubsub implements AutoCloseable {
  /** Longest message that can be published, in bytes: it must fit into an RPC. */
  public static final int MAX_DATA = RpcReader.MAX_RPC - 4096;

  private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * What has happened so far.
   *
   * @param delivered messages handed to a listener's queue
   * @param duplicates messages that had been seen
   * @param rejected messages without a valid signature, author or topic
   * @param dropped statements that a peer was too slow for
   */
  public record Statistics(long delivered, long duplicates, long rejected, long dropped) {}

  private final Host host;
  private final IdentityKey key;
  private final PubsubConfig config;
  private final MemoryBudget reading;
  private final LongAdder delivered = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition heartbeat = lock.newCondition();
  private final Router router;
  private final Map<PeerId, PeerQueue> queues = new HashMap<>();
  private final Map<PeerId, Stream> inbound = new HashMap<>();
  private final Map<String, List<Delivery>> deliveries = new HashMap<>();
  private long heartbeats;
  private long sequenceNumber;
  private boolean closed;

  /**
   * Begins to exchange messages with the host's peers.
   *
   * @param key signs what is published; the host's
   * @param clock where sequence numbers start, so that they never repeat
   * @param random chooses peers
   */
  public Pubsub(
      Host host, IdentityKey key, PubsubConfig config, Clock clock, RandomGenerator random) {
    this.host = host;
    this.key = key;
    this.config = config;
    this.reading = new MemoryBudget(config.limits().readingBytes());
    this.router = new Router(this::send, config.limits(), config.floodPublish(), random);
    Instant now = clock.instant();
    this.sequenceNumber = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    for (String protocol : PubsubProtocol.ids()) {
      host.setProtocolHandler(protocol, this::receive);
    }
    host.addConnectionListener(
        new ConnectionListener() {
          @Override
          public void connected(Connection connection) {
            if (speaksPubsub(connection)) {
              open(connection.remotePeer());
            }
          }

          @Override
          public void disconnected(Connection connection) {
            lost(connection);
          }
        });
    host.connections().stream()
        .filter(Pubsub::speaksPubsub)
        .forEach(connection -> open(connection.remotePeer()));
    Thread.startVirtualThread(this::beat);
  }

  /** If identify failed nobody knows, so it is tried. */
  private static boolean speaksPubsub(Connection connection) {
    Set<String> protocols = connection.remoteProtocols();
    return protocols.isEmpty()
        || !Collections.disjoint(protocols, Arrays.asList(PubsubProtocol.ids()));
  }

  /** Subscribes a listener to a topic of at most 512 bytes. */
  public Subscription subscribe(String topic, MessageListener listener) {
    Message.requireTopic(topic);
    Delivery delivery =
        new Delivery(topic, listener, config.limits().listenerMessages(), this::unsubscribe);
    locked(
        () -> {
          deliveries.computeIfAbsent(topic, unused -> new ArrayList<>()).add(delivery);
          router.join(topic, System.nanoTime());
        });
    return delivery;
  }

  private void unsubscribe(Delivery delivery) {
    locked(
        () -> {
          List<Delivery> others = deliveries.get(delivery.topic());
          if (others != null && others.remove(delivery) && others.isEmpty()) {
            deliveries.remove(delivery.topic());
            router.leave(delivery.topic(), System.nanoTime());
          }
        });
  }

  /**
   * Publishes data, at most {@link #MAX_DATA} bytes, to the peers that subscribe to a topic; our
   * own listeners are not told. Does not wait for anybody.
   */
  public void publish(String topic, byte[] data) {
    Message.requireTopic(topic);
    if (data.length > MAX_DATA) {
      throw new IllegalArgumentException("message longer than " + MAX_DATA + " bytes");
    }
    long number = locked(() -> ++sequenceNumber);
    Message message = Message.sign(key, number, topic, data);
    locked(() -> router.publish(message, System.nanoTime()));
  }

  /** The connected peers that subscribe to a topic. */
  public List<PeerId> peers(String topic) {
    return locked(() -> router.peers(topic));
  }

  /** The peers in our mesh of a topic. */
  public Set<PeerId> mesh(String topic) {
    return locked(() -> router.mesh(topic));
  }

  /** What has happened so far. */
  public Statistics statistics() {
    return new Statistics(delivered.sum(), duplicates.sum(), rejected.sum(), dropped.sum());
  }

  /** Ends all streams and subscriptions; the host is closed by its owner. */
  @Override
  public void close() {
    List<PeerId> peers =
        locked(
            () -> {
              closed = true;
              deliveries.clear();
              heartbeat.signalAll();
              return List.copyOf(queues.keySet());
            });
    peers.forEach(peer -> forget(peer, () -> true));
  }

  /** The router's outlet; called under the lock. */
  private void send(PeerId peer, Part part) {
    PeerQueue queue = queues.get(peer);
    if (queue == null || !queue.offer(part)) {
      dropped.increment();
    }
  }

  private void open(PeerId peer) {
    locked(
        () -> {
          if (!closed && !queues.containsKey(peer)) {
            PeerQueue queue = new PeerQueue(host, peer, config.limits(), new StreamEvents());
            queues.put(peer, queue);
            queue.start();
          }
        });
  }

  private final class StreamEvents implements PeerQueue.Events {
    @Override
    public List<Part> opened(PeerQueue queue, PubsubProtocol protocol) {
      return locked(
          () -> {
            if (isCurrent(queue)) {
              router.addPeer(queue.peer(), protocol);
            }
            return router.greeting();
          });
    }

    @Override
    public void failed(PeerQueue queue) {
      forget(queue.peer(), () -> isCurrent(queue));
    }
  }

  /** False if the peer has gone, or come back and got another. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isCurrent(PeerQueue queue) {
    return queues.get(queue.peer()) == queue;
  }

  /** What was said over a connection that has ended is said again over another. */
  private void lost(Connection ended) {
    PeerId peer = ended.remotePeer();
    forget(peer, () -> host.connection(peer).isEmpty());
    locked(
        () -> {
          PeerQueue queue = queues.get(peer);
          if (queue != null && queue.uses(ended)) {
            queues.remove(peer);
            queue.close();
            open(peer);
          }
        });
  }

  /** Forgets a peer if, under the lock, there is still reason to. */
  private void forget(PeerId peer, BooleanSupplier reason) {
    PeerQueue queue;
    Stream stream;
    lock.lock();
    try {
      if (!reason.getAsBoolean()) {
        return;
      }
      queue = queues.remove(peer);
      stream = inbound.remove(peer);
      router.removePeer(peer);
    } finally {
      lock.unlock();
    }
    if (queue != null) {
      queue.close();
    }
    if (stream != null) {
      stream.reset();
    }
  }

  /** Reads what a peer says. A peer has one stream; a new one takes the place of the old. */
  private void receive(Stream stream) throws IOException {
    PeerId peer = stream.connection().remotePeer();
    open(peer);
    begin(peer, stream);
    try {
      new PeerReader(this, peer, config, reading).read(stream);
    } finally {
      locked(() -> inbound.remove(peer, stream));
    }
    forget(peer, () -> host.connection(peer).isEmpty());
  }

  private void begin(PeerId peer, Stream stream) {
    Stream old;
    lock.lock();
    try {
      old = inbound.put(peer, stream);
      if (queues.containsKey(peer) && !router.hasPeer(peer)) {
        router.addPeer(peer, PubsubProtocol.of(stream.protocol()));
      }
    } finally {
      lock.unlock();
    }
    if (old != null) {
      old.reset();
    }
  }

  /** Whether a message is worth looking at: not seen, and of a topic that somebody listens to. */
  boolean isNew(Message message) {
    return locked(
        () -> {
          boolean ours = message.author().equals(host.peerId());
          if (ours || router.hasSeen(message.id(), System.nanoTime())) {
            duplicates.increment();
            return false;
          }
          if (!router.subscribes(message.topics())) {
            rejected.increment();
            return false;
          }
          return true;
        });
  }

  /** Forwards and delivers a verified message, unless it has been seen meanwhile. */
  void accept(Message message, PeerId receivedFrom) {
    List<Delivery> listeners = new ArrayList<>();
    lock.lock();
    try {
      if (!router.forward(message, receivedFrom, System.nanoTime())) {
        duplicates.increment();
        return;
      }
      message.topics().stream()
          .distinct()
          .forEach(topic -> listeners.addAll(deliveries.getOrDefault(topic, List.of())));
    } finally {
      lock.unlock();
    }
    listeners.forEach(listener -> listener.offer(message, receivedFrom));
    delivered.add(listeners.size());
  }

  void reject() {
    rejected.increment();
  }

  /** A statement other than a message. */
  void control(PeerId peer, Part part) {
    locked(() -> router.receive(peer, part, System.nanoTime()));
  }

  long currentHeartbeat() {
    return locked(() -> heartbeats);
  }

  /** Waits until another heartbeat is current. */
  void awaitHeartbeatAfter(long number) {
    lock.lock();
    try {
      while (heartbeats == number && !closed) {
        heartbeat.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  private void beat() {
    locked(
        () -> {
          while (!closed) {
            long left = HEARTBEAT_NANOS;
            while (!closed && left > 0) {
              left = awaitNanos(left);
            }
            if (!closed) {
              router.heartbeat(System.nanoTime());
            }
            heartbeats++;
            heartbeat.signalAll();
          }
        });
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // its caller is the loop
  private long awaitNanos(long nanos) {
    try {
      return heartbeat.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
      return 0;
    }
  }
}
