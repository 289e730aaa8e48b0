package cafe.inbox;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.dagpb.DagPb;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.ipld.unixfs.UnixFsReader;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.storage.Blocks;
import cafe.storage.Content;
import cafe.storage.Contents;
import cafe.storage.Keeper;
import cafe.storage.Owner;
import cafe.storage.exchange.BlockFetcher;
import cafe.storage.exchange.BlockFetcher.Bounds;
import cafe.storage.exchange.BlockFetcher.Fetched;
import cafe.wire.SealedUpdate;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a message consists of, kept as content that the recipient fetches by CID: the envelope
 * itself as a file, the update's node, its block, and the node of its parents. The last two may be
 * named only; then they are taken from what is here, or fetched from the message's author.
 */
@ApplicationScoped
class MessageContent {

  private static final String BLOCK = "block";
  private static final String PARENTS = "parents";

  /** Of a block that was left out: the chunks of the largest message, and some inner nodes. */
  private static final int MAX_BLOCKS = 64;

  /** What a first update has as parents: the empty directory. */
  private static final Content EMPTY_DIRECTORY =
      Contents.nodeOfJson(
          "{\"Links\":[],\"Data\":\"\\u0008\\u0001\"}".getBytes(StandardCharsets.UTF_8));

  private final Keeper keeper;
  private final Blocks blocks;
  private final BlockFetcher fetcher;
  private final InboxConfig config;
  private final Clock clock;

  MessageContent(
      Keeper keeper, Blocks blocks, BlockFetcher fetcher, InboxConfig config, Clock clock) {
    this.keeper = keeper;
    this.blocks = blocks;
    this.fetcher = fetcher;
    this.config = config;
    this.clock = clock;
  }

  /**
   * The parts of a message.
   *
   * @param id CID of the envelope
   * @param contents what the message carries
   * @param links what it names only
   */
  record Parts(Cid id, List<Content> contents, List<Link> links) {

    /** As far as it is known without the network. */
    record Link(String name, Cid cid) {}

    /**
     * Takes a message apart.
     *
     * @throws CafeException {@link Fault#CONTENT_INVALID}
     */
    static Parts of(byte[] envelope, SealedUpdate update) {
      PbNode node = node(update.node());
      Cid block =
          link(node, BLOCK)
              .orElseThrow(
                  () ->
                      CafeException.withWireText(
                          Fault.CONTENT_INVALID,
                          "the node has no block",
                          "thread node is not valid"));
      Content file = Contents.file(envelope);
      List<Content> contents = new ArrayList<>(List.of(file, Contents.node(node)));
      List<Link> links = new ArrayList<>();
      if (update.block().length == 0) {
        links.add(new Link(BLOCK, block));
      } else {
        contents.add(blockFile(block, update.block()));
      }
      link(node, PARENTS)
          .ifPresent(
              parents -> {
                if (parents.equals(EMPTY_DIRECTORY.root())) {
                  contents.add(EMPTY_DIRECTORY);
                } else {
                  links.add(new Link(PARENTS, parents));
                }
              });
      return new Parts(file.root(), contents, links);
    }

    private static PbNode node(byte[] json) {
      try {
        return ObjectJson.decode(json);
      } catch (FormatException e) {
        throw new CafeException(Fault.CONTENT_INVALID, "the node is not a node in JSON", e);
      }
    }

    private static Content blockFile(Cid name, byte[] bytes) {
      try {
        return Contents.checked(name, Contents.file(bytes));
      } catch (CafeException e) {
        throw new CafeException(Fault.CONTENT_INVALID, "the block is not the one of the node", e);
      }
    }

    private static Optional<Cid> link(PbNode node, String name) {
      return node.links().stream()
          .filter(link -> link.name().equals(name))
          .map(PbLink::cid)
          .map(Cid::canonical)
          .findFirst();
    }
  }

  /**
   * Fetches from the author what a message only names and what is not here, one node and one block,
   * within bounds of time, count and bytes. What does not come is left out: the message counts.
   *
   * @return the parts, with what came
   */
  Parts completed(Parts parts, PeerId author) {
    List<Content> contents = new ArrayList<>(parts.contents());
    for (Parts.Link link : parts.links()) {
      if (!blocks.has(link.cid().multihash())) {
        fetched(link, author).ifPresent(contents::add);
      }
    }
    return new Parts(parts.id(), contents, parts.links());
  }

  private Optional<Content> fetched(Parts.Link link, PeerId author) {
    long most = config.maxMessage().asLongValue();
    if (link.name().equals(PARENTS)) {
      Bounds bounds = new Bounds(config.fetchTimeout(), 1, Math.min(most, DagPb.MAX_BLOCK));
      return fetcher.block(author, link.cid(), bounds).stream()
          .map(came -> Contents.block(came.cid(), came.bytes()))
          .findFirst();
    }
    Bounds bounds = new Bounds(config.fetchTimeout(), MAX_BLOCKS, most);
    List<Fetched> file = fetcher.file(author, link.cid(), bounds);
    return file.isEmpty() ? Optional.empty() : Optional.of(Contents.file(file));
  }

  /** Keeps a message's content while it waits, and runs {@code alongside} in the same unit. */
  <T> T keep(Parts parts, Supplier<T> alongside) {
    Owner owner = Owner.message(parts.id());
    return keeper.keep(
        owner,
        parts.contents(),
        null,
        () -> {
          keeper.hold(owner, parts.links().stream().map(Parts.Link::cid).toList(), null);
          return alongside.get();
        });
  }

  /** Nobody waits for a message any more: its content stays some days. Part of a unit of work. */
  void lapse(Cid id) {
    keeper.keepUntil(Owner.message(id), clock.instant().plus(config.keepAfterDelete()));
  }

  /** Somebody waits for a message: its content stays as long. Part of a unit of work. */
  void stay(Cid id) {
    keeper.keepUntil(Owner.message(id), null);
  }

  /** The envelope of a message, if it is here. */
  Optional<byte[]> envelope(Cid id) {
    if (keeper.pins(Owner.message(id), null, 1).isEmpty()) {
      return Optional.empty();
    }
    UnixFsReader reader = new UnixFsReader(this::block);
    try {
      int max = Math.toIntExact(config.maxMessage().asLongValue());
      return Optional.of(reader.readAll(reader.open(id), max));
    } catch (IOException | FormatException e) {
      throw new CafeException(Fault.UNAVAILABLE, "the message cannot be read", e);
    }
  }

  private byte[] block(Cid cid) throws IOException {
    ByteBuffer found =
        blocks
            .get(cid.multihash())
            .orElseThrow(() -> new IOException("a block of the message is missing"));
    byte[] bytes = new byte[found.remaining()];
    found.get(bytes);
    return bytes;
  }
}
