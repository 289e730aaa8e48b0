package cafe.storage;

import cafe.ipld.Multihash;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Blocks in memory, for tests. */
public class MemoryBlockStore implements BlockStore {
  private final Map<Multihash, Kept> blocks = new ConcurrentHashMap<>();
  private final Clock clock;

  /** Starts empty. */
  public MemoryBlockStore(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void put(List<Block> batch) {
    for (Block block : batch) {
      ByteBuffer copy = ByteBuffer.allocate(block.size()).put(block.bytes()).flip();
      blocks.put(block.hash(), new Kept(copy.asReadOnlyBuffer(), clock.instant()));
    }
  }

  @Override
  public Optional<ByteBuffer> get(Multihash hash) {
    if (hash.code() == Multihash.IDENTITY) {
      return Optional.of(ByteBuffer.wrap(hash.digest()).asReadOnlyBuffer());
    }
    return Optional.ofNullable(blocks.get(hash)).map(kept -> kept.bytes().duplicate());
  }

  @Override
  public OptionalLong size(Multihash hash) {
    return get(hash)
        .map(bytes -> OptionalLong.of(bytes.remaining()))
        .orElseGet(OptionalLong::empty);
  }

  @Override
  public Optional<Path> file(Multihash hash) {
    return Optional.empty();
  }

  @Override
  public void delete(Collection<Multihash> hashes) {
    hashes.forEach(blocks::remove);
  }

  @Override
  public void list(Consumer<Entry> visitor) {
    blocks.forEach((hash, kept) -> visitor.accept(new Entry(hash, kept.written())));
  }

  private record Kept(ByteBuffer bytes, Instant written) {}
}
