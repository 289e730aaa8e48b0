package cafe.interop;

import cafe.ipld.Cid;
import cafe.libp2p.bitswap.BlockVisitor;
import cafe.libp2p.protobuf.ProtobufReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The links of dag-pb nodes, read as plain protobuf so that no code of ours is trusted here. */
final class Dag {
  private static final int LINKS = 2;
  private static final int HASH = 1;

  private Dag() {}

  /** A visitor that keeps every block and goes on to what it links to. */
  static BlockVisitor keepAll(BlockMap into) {
    return (cid, block) -> {
      into.put(cid, block);
      return links(block);
    };
  }

  private static List<Cid> links(byte[] block) throws IOException {
    List<Cid> links = new ArrayList<>();
    ProtobufReader node = new ProtobufReader(block);
    while (node.next()) {
      if (node.field() == LINKS) {
        ProtobufReader link = new ProtobufReader(node.bytes());
        while (link.next()) {
          if (link.field() == HASH) {
            links.add(Cid.fromBytes(link.bytes()));
          }
        }
      }
    }
    return links;
  }
}
