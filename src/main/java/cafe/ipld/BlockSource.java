package cafe.ipld;

import java.io.IOException;

/** Where blocks come from. */
@FunctionalInterface
public interface BlockSource {
  /**
   * The block of a name, at most 2 MiB, already checked against it. The caller must not change the
   * array.
   *
   * @throws BlockMissingException if there is none
   */
  byte[] get(Cid cid) throws IOException;
}
