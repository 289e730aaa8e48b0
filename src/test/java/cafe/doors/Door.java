package cafe.doors;

import cafe.testkit.TestDevice;
import java.util.List;

/**
 * The use-cases that both doors have, as a device reaches them. A device that gets tokens keeps
 * them; which token a call sends is the scenario's choice.
 */
interface Door extends AutoCloseable {

  /** Whether a registration through it is proven. */
  boolean proves();

  /** One of two values: HTTP's or the stream's. */
  default <T> T choose(T http, T stream) {
    return proves() ? stream : http;
  }

  /** Asks for a challenge; says its value. */
  Outcome challenge(TestDevice device, String address, String accessToken);

  /** Answers a challenge; says what the session is of, and keeps its tokens. */
  Outcome register(TestDevice device, Application application);

  /** Asks for new tokens with those that the device has, and keeps them. */
  Outcome refresh(TestDevice device);

  /** Leaves. */
  Outcome leave(TestDevice device, String token);

  /** Asks which contents the cafe lacks; says those. */
  Outcome lacking(TestDevice device, String token, List<String> cids);

  /** Sends the bytes of a file. */
  Outcome store(TestDevice device, String token, String cid, byte[] bytes);

  /** Sends a node in JSON. */
  Outcome storeNode(TestDevice device, String token, String cid, byte[] json);

  /** Takes one content back. */
  Outcome unstore(TestDevice device, String token, String cid);

  /** Stores a thread's snapshot. */
  Outcome storeSnapshot(TestDevice device, String token, String thread, byte[] ciphertext);

  /** Removes a thread's snapshot. */
  Outcome removeSnapshot(TestDevice device, String token, String thread);

  /** Delivers an envelope in the device's own name; never says anything. */
  Outcome deliver(TestDevice author, String recipient, byte[] envelope);

  /** Looks for messages; says the id and author of each. */
  Outcome check(TestDevice device, String token);

  /** Deletes what the last check returned; says whether more wait. */
  Outcome delete(TestDevice device, String token);

  /** Publishes a peer. */
  Outcome publish(TestDevice device, String token, Publication publication);

  /**
   * Searches peers by a part of their name; says the ids found.
   *
   * @param awaited how many are awaited: over streams answers have no end
   */
  Outcome search(TestDevice device, String token, String name, int awaited);

  /** Asks for an account's snapshots; says thread, owner and size of each. */
  Outcome recover(TestDevice device, String token, String address, int awaited);

  @Override
  void close();

  /**
   * An answer to a challenge.
   *
   * @param accessToken the token that lets somebody register
   * @param address the account's address
   * @param challenge the challenge's value
   * @param nonce the client's own
   * @param signature the account's
   */
  record Application(
      String accessToken, String address, String challenge, String nonce, byte[] signature) {}

  /** What a device publishes. */
  record Publication(String id, String address, String name, String inbox) {}
}
