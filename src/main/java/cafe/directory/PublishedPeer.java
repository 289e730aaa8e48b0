package cafe.directory;

import cafe.kernel.Address;
import cafe.kernel.PeerId;
import java.time.Instant;
import java.util.List;

/**
 * What a peer tells about itself.
 *
 * @param id the peer
 * @param address its account
 * @param name what its user calls himself; may be empty
 * @param avatar CID of the avatar's files; may be empty
 * @param inboxes cafes that take messages for it
 * @param created when the peer was made, as it says
 * @param updated when it last changed, as it says
 */
public record PublishedPeer(
    PeerId id,
    Address address,
    String name,
    String avatar,
    List<Inbox> inboxes,
    Instant created,
    Instant updated) {

  /** Longest name in characters. */
  public static final int MAX_NAME = 256;

  /** Longest avatar in characters. */
  public static final int MAX_AVATAR = 128;

  /** Most inboxes. */
  public static final int MAX_INBOXES = 16;

  /** Copies the list. */
  public PublishedPeer {
    inboxes = List.copyOf(inboxes);
  }

  /**
   * A cafe that takes messages for a peer, in the original's words; each at most 256 characters.
   *
   * @param peer the cafe's peer id
   * @param address its operator's account
   * @param api version of its HTTP API
   * @param protocol its stream protocol
   * @param node version of its software
   * @param url where its HTTP API is
   */
  public record Inbox(
      String peer, String address, String api, String protocol, String node, String url) {
    /** Longest field in characters. */
    public static final int MAX_FIELD = 256;
  }
}
