package cafe.gateway;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.storage.Blocks;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Blocks in memory, which counts how often it is read. */
public final class FakeBlocks implements Blocks {
  private final Map<Multihash, byte[]> blocks = new ConcurrentHashMap<>();
  public final AtomicLong reads = new AtomicLong();

  /** Keeps a dag-pb block. */
  public Cid put(byte[] block) {
    Multihash hash = Multihash.sha256(block);
    blocks.put(hash, block);
    return Cid.v0(hash);
  }

  /** Keeps a raw block. */
  public Cid putRaw(byte[] block) {
    return Cid.v1(Cid.RAW, put(block).multihash());
  }

  public void remove(Cid cid) {
    blocks.remove(cid.multihash());
  }

  public int count() {
    return blocks.size();
  }

  @Override
  public Optional<ByteBuffer> get(Multihash hash) {
    reads.incrementAndGet();
    return Optional.ofNullable(blocks.get(hash)).map(b -> ByteBuffer.wrap(b).asReadOnlyBuffer());
  }

  @Override
  public OptionalLong size(Multihash hash) {
    byte[] block = blocks.get(hash);
    return block == null ? OptionalLong.empty() : OptionalLong.of(block.length);
  }

  @Override
  public Optional<Path> file(Multihash hash) {
    return Optional.empty();
  }
}
