package cafe.libp2p.bitswap.message;

import cafe.ipld.Cid;
import java.io.IOException;
import java.util.List;

/** Takes the parts of a message in the order in which they arrive. */
public interface MessageHandler {
  /**
   * The wantlist, complete.
   *
   * @param full it replaces all earlier wants of the peer
   */
  void wants(List<Want> wants, boolean full) throws IOException;

  /**
   * A block.
   *
   * @param prefix version, codec, hash function and digest length of its CID
   */
  void block(byte[] prefix, byte[] data) throws IOException;

  /** HAVE or DONT_HAVE. */
  void presence(Cid cid, boolean have) throws IOException;
}
