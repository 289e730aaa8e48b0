package cafe.identity.http;

import cafe.ipld.FormatException;
import cafe.ipld.OriginalWords;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;

/** Reads peer ids of paths. */
final class Peers {

  private Peers() {}

  /** The peer that a path names. */
  static PeerId named(String text) {
    try {
      return PeerId.parse(text);
    } catch (FormatException e) {
      throw CafeException.inWords(
          Fault.PEER_ID_INVALID, "the path names no peer", OriginalWords.ofPeerId(text), e);
    }
  }

  /** The peer of a path that has to be the token's: what is no peer id is not. */
  static PeerId own(String text) {
    try {
      return PeerId.parse(text);
    } catch (FormatException e) {
      throw new CafeException(Fault.TOKEN_INVALID, "the token is of another peer");
    }
  }
}
