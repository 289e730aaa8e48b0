package cafe.storage;

import cafe.ipld.Multihash;
import java.nio.ByteBuffer;

/**
 * A block and its name. Whoever makes one has hashed the bytes.
 *
 * @param hash name
 * @param bytes content, 1 byte to 2 MiB, from position to limit; not changed by readers
 */
public record Block(Multihash hash, ByteBuffer bytes) {
  /** Shares the bytes, read-only, with a position of its own. */
  public Block {
    bytes = bytes.asReadOnlyBuffer();
  }

  /** Length in bytes. */
  public int size() {
    return bytes.remaining();
  }

  /** The content with a position of its own. */
  @Override
  public ByteBuffer bytes() {
    return bytes.duplicate();
  }
}
