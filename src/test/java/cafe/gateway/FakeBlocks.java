package cafe.gateway;

import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.storage.Blocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Blocks in memory, or in files too, which counts how often it is read. */
public final class FakeBlocks implements Blocks {
  private final @Nullable Path folder;
  private final Map<Multihash, byte[]> blocks = new ConcurrentHashMap<>();
  public final AtomicLong reads = new AtomicLong();

  /** Whether reading fails in a way that nobody thought of. */
  public volatile boolean defect;

  /** Blocks in memory. */
  public FakeBlocks() {
    this(null);
  }

  /** Blocks that lie in files of a folder too. */
  public FakeBlocks(@Nullable Path folder) {
    this.folder = folder;
  }

  /** Keeps a dag-pb block. */
  public Cid put(byte[] block) {
    Multihash hash = Multihash.sha256(block);
    blocks.put(hash, block);
    try {
      if (folder != null) {
        Files.write(folder.resolve(hash.toString()), block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    if (defect) {
      throw new IllegalStateException("a defect");
    }
    return Optional.ofNullable(blocks.get(hash)).map(b -> ByteBuffer.wrap(b).asReadOnlyBuffer());
  }

  @Override
  public OptionalLong size(Multihash hash) {
    byte[] block = blocks.get(hash);
    return block == null ? OptionalLong.empty() : OptionalLong.of(block.length);
  }

  @Override
  public Optional<Path> file(Multihash hash) {
    return Optional.ofNullable(folder).map(f -> f.resolve(hash.toString()));
  }
}
