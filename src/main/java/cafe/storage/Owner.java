package cafe.storage;

import cafe.ipld.Cid;
import cafe.kernel.PeerId;

/**
 * Who needs a block.
 *
 * @param text the kind of owner, a colon, its id; at most 160 characters
 */
public record Owner(String text) {
  private static final int MAX_TEXT = 160;

  /** Refuses a text without a kind. */
  public Owner {
    if (text.indexOf(':') < 1 || text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("not an owner");
    }
  }

  /** A client of this cafe. */
  public static Owner client(PeerId client) {
    return new Owner("client:" + client);
  }

  /** A message of the inbox, by its envelope; shared by all its recipients. */
  public static Owner message(Cid envelope) {
    return new Owner("message:" + envelope);
  }

  @Override
  public String toString() {
    return text;
  }
}
