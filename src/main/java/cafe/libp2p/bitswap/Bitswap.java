package cafe.libp2p.bitswap;

import cafe.ipld.Cid;
import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.ConnectionListener;
import cafe.libp2p.Host;
import cafe.libp2p.LimitExceededException;
import cafe.libp2p.Stream;
import cafe.libp2p.bitswap.message.MessageHandler;
import cafe.libp2p.bitswap.message.MessageLimits;
import cafe.libp2p.bitswap.message.MessageReader;
import cafe.libp2p.bitswap.message.Version;
import cafe.libp2p.bitswap.message.Want;
import cafe.libp2p.frames.FrameReader;
import cafe.libp2p.frames.MemoryBudget;
import cafe.libp2p.frames.PacedInput;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Exchanges blocks with other peers over a {@link Host}.
 *
 * <p>Serves what a {@link BlockSource} holds, and fetches blocks and DAGs from peers that are
 * connected or named. Thread-safe; fetches block their thread.
 *
 * @see <a href="https://specs.ipfs.tech/bitswap-protocol/">Bitswap</a>
 */
public final class Bitswap implements AutoCloseable {
  /**
   * What a fetch brought.
   *
   * @param blocks how many blocks
   * @param bytes their size together
   */
  public record Fetched(int blocks, long bytes) {}

  /**
   * What has happened so far.
   *
   * @param blocksReceived blocks that a fetch wanted
   * @param bytesReceived their size together
   * @param blocksUnwanted blocks that came twice, too late, or unasked
   */
  public record Statistics(long blocksReceived, long bytesReceived, long blocksUnwanted) {}

  private final BitswapLimits limits;
  private final BlockServer server;
  private final BlockClient client;
  private final MemoryBudget receiving;

  /** Streams on which peers speak to us, by peer. */
  private final Map<PeerId, Integer> inbound = new ConcurrentHashMap<>();

  private final LongAdder blocksReceived = new LongAdder();
  private final LongAdder bytesReceived = new LongAdder();
  private final LongAdder blocksUnwanted = new LongAdder();

  /** Begins to serve on the host. */
  public Bitswap(Host host, BlockSource source, BitswapLimits limits) {
    this.limits = limits;
    this.server = new BlockServer(host, source, limits);
    this.client = new BlockClient(host, limits);
    this.receiving = new MemoryBudget(limits.fetching().memory());
    host.addConnectionListener(
        new ConnectionListener() {
          @Override
          public void disconnected(Connection connection) {
            PeerId peer = connection.remotePeer();
            if (host.connection(peer).isEmpty()) {
              server.forget(peer);
              client.lost(peer);
            }
          }
        });
    for (String protocol : Version.protocols()) {
      host.setProtocolHandler(protocol, this::receive);
    }
  }

  /**
   * Fetches one block.
   *
   * @throws BlockNotFoundException if all peers asked say that they do not have it
   * @throws java.net.SocketTimeoutException if it did not come in time
   */
  public byte[] fetch(Cid cid, FetchRequest request) throws IOException {
    byte[][] result = {{}};
    client.fetch(
        List.of(cid),
        request,
        (name, block) -> {
          result[0] = block;
          return List.of();
        });
    return result[0];
  }

  /**
   * Fetches blocks and what the visitor wants next, depth first, with many wants in flight. Blocks
   * that are held already are the visitor's business: it does not name them.
   *
   * @throws BlockNotFoundException if all peers asked say that they do not have one of them
   * @throws cafe.libp2p.LimitExceededException if there are more blocks or bytes than asked for, or
   *     too many fetches
   * @throws java.net.SocketTimeoutException if they did not come in time
   */
  public Fetched fetchAll(Collection<Cid> roots, FetchRequest request, BlockVisitor visitor)
      throws IOException {
    return client.fetch(roots, request, visitor);
  }

  /** To be called after a block has been added to the source: peers may be waiting for it. */
  public void blockAdded(Cid cid, int size) {
    server.added(cid, size);
  }

  /** What has happened so far. */
  public Statistics statistics() {
    return new Statistics(blocksReceived.sum(), bytesReceived.sum(), blocksUnwanted.sum());
  }

  /** The wants of a peer that are remembered. */
  int wantsOf(PeerId peer) {
    return server.wantsOf(peer);
  }

  /** Ends all fetches and answers; the host is closed by its owner. */
  @Override
  public void close() {
    server.close();
    client.close();
  }

  private void receive(Stream stream) throws IOException {
    PeerId peer = stream.connection().remotePeer();
    try {
      if (inbound.merge(peer, 1, Integer::sum) > limits.inbound().perPeer()) {
        throw new LimitExceededException("too many bitswap streams from one peer");
      }
      receive(peer, stream);
    } finally {
      inbound.computeIfPresent(peer, (key, count) -> count == 1 ? null : count - 1);
    }
  }

  private void receive(PeerId peer, Stream stream) throws IOException {
    String network = stream.connection().remoteAddress().network();
    FrameReader frame = new FrameReader(new PacedInput(stream, limits.pace()));
    while (frame.nextFrame(MessageLimits.MAX_MESSAGE)) {
      try (MemoryBudget.Lease lease = receiving.lease(network, stream::reset)) {
        new MessageReader(frame, limits.message(), lease).read(new Received(peer, lease));
      }
    }
  }

  /** Hands the parts of a message to server and client. */
  private final class Received implements MessageHandler {
    private final PeerId peer;
    private final MemoryBudget.Lease lease;

    private Received(PeerId peer, MemoryBudget.Lease lease) {
      this.peer = peer;
      this.lease = lease;
    }

    @Override
    public void wants(List<Want> wants, boolean full) throws IOException {
      server.wants(peer, wants, full);
    }

    @Override
    public void block(byte[] prefix, byte[] data) throws IOException {
      lease.pin(true);
      if (client.asks(peer) && client.block(peer, prefix, data)) {
        blocksReceived.increment();
        bytesReceived.add(data.length);
      } else {
        blocksUnwanted.increment();
      }
      lease.pin(false);
    }

    @Override
    public void presence(Cid cid, boolean have) {
      client.presence(peer, cid, have);
    }
  }
}
