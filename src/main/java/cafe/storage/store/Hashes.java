package cafe.storage.store;

import cafe.ipld.Multihash;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Hashes of one unit of work. */
final class Hashes {
  private Hashes() {}

  /** Always in the same order, so that units of work do not wait for each other in a circle. */
  static List<Multihash> sorted(Collection<Multihash> hashes) {
    return hashes.stream()
        .distinct()
        .sorted(Comparator.comparing(Multihash::bytes, Arrays::compareUnsigned))
        .toList();
  }
}
