package cafe.storage;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.kernel.PeerId;
import java.util.Optional;

/**
 * Who needs a block.
 *
 * @param text the kind of owner, a colon, its id; at most 160 characters
 */
public record Owner(String text) {
  private static final int MAX_TEXT = 160;
  private static final String CLIENT = "client:";

  /** Refuses a text without a kind. */
  public Owner {
    if (text.indexOf(':') < 1 || text.length() > MAX_TEXT) {
      throw new IllegalArgumentException("not an owner");
    }
  }

  /** A client of this cafe. */
  public static Owner client(PeerId client) {
    return new Owner(CLIENT + client);
  }

  /** The client, if it is one. */
  Optional<PeerId> client() {
    try {
      return text.startsWith(CLIENT)
          ? Optional.of(PeerId.parse(text.substring(CLIENT.length())))
          : Optional.empty();
    } catch (FormatException e) {
      return Optional.empty();
    }
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
