package cafe.storage;

import cafe.ipld.Multihash;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads blocks. A block is named by its multihash alone: a CID's version and codec only say how to
 * read it.
 *
 * <p>Bytes come as they were verified when they were stored. Every method blocks on the disk (call
 * it on a virtual thread) and throws {@link cafe.kernel.CafeException} with {@link
 * cafe.kernel.Fault#UNAVAILABLE} if the disk fails.
 */
public interface Blocks {
  /** The bytes of a block, read-only, from position 0 to the limit; empty if it is not here. */
  Optional<ByteBuffer> get(Multihash hash);

  /** The length of a block in bytes; empty if it is not here. */
  OptionalLong size(Multihash hash);

  /** Whether the block can be read now. For an answer that must last, take a reference. */
  default boolean has(Multihash hash) {
    return size(hash).isPresent();
  }

  /**
   * The file that holds exactly this block, for reads without a copy; empty if the block is not
   * here or does not lie in a file of its own. The file may be deleted at any time (an open one
   * stays readable) and is never changed.
   */
  Optional<Path> file(Multihash hash);
}
