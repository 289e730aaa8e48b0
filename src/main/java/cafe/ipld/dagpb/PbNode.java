package cafe.ipld.dagpb;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A node of a Merkle DAG: links and data.
 *
 * @param links in the order of the block, or in any order before encoding
 * @param data read-only; of a decoded node a view of the block, which must not be changed
 */
public record PbNode(List<PbLink> links, ByteBuffer data) {
  /** Makes both parts unchangeable. */
  public PbNode {
    links = List.copyOf(links);
    data = data.asReadOnlyBuffer();
  }

  /** A fresh cursor over the data. */
  @Override
  public ByteBuffer data() {
    return data.duplicate();
  }
}
