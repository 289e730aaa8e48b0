package cafe.directory;

import java.util.Set;

/**
 * Whom to find. With both, peers must match both; with neither, nobody is found.
 *
 * @param address the account's exact address, or an empty text
 * @param name a part of the name, or an empty text
 * @param exclude peer ids to leave out
 */
public record ContactSearch(String address, String name, Set<String> exclude) {

  /** Most peers to leave out. */
  public static final int MAX_EXCLUDE = 256;

  /** Copies the set. */
  public ContactSearch {
    exclude = Set.copyOf(exclude);
  }
}
