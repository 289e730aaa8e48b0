package cafe.storage;

import cafe.ipld.Multihash;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps the bytes of blocks: a port.
 *
 * <p>Puts and deletes are idempotent by hash and may be repeated after any failure. No caller holds
 * a transaction while it calls this port, so a store may be far away.
 */
public interface BlockStore extends Blocks {
  /**
   * Stores a batch. When this returns, every block of it survives a power cut, also those that were
   * here before; when it throws, any part of the batch may have been stored. No reader ever sees a
   * part of a block.
   */
  void put(List<Block> batch);

  /** Deletes blocks; those that are not here are ignored. */
  void delete(Collection<Multihash> hashes);

  /**
   * Visits all blocks, in no order, for the sweep of bytes without rows. Blocks that come or go
   * meanwhile may be missed or visited. Also removes what interrupted puts have left behind.
   */
  void list(Consumer<Entry> visitor);

  /**
   * One block of a listing.
   *
   * @param hash its name
   * @param written when it was last put
   */
  record Entry(Multihash hash, Instant written) {}
}
