package cafe.ipld;

import java.io.IOException;

/** Where new blocks go. */
@FunctionalInterface
public interface BlockSink {
  /**
   * Takes a block. The array belongs to the sink from now on.
   *
   * @param cid the name that the bytes were just hashed to
   */
  void put(Cid cid, byte[] block) throws IOException;
}
