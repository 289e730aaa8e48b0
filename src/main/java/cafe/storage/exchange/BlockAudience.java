package cafe.storage.exchange;

import cafe.ipld.Multihash;

/** Those who may be waiting for blocks that were not here when they asked: a port. */
@FunctionalInterface
public interface BlockAudience {
  /**
   * A block can be read from now on. Called for every block that is stored, whether it is new or
   * not, so it must be quick and must not fail.
   *
   * @param size bytes
   */
  void added(Multihash hash, int size);
}
