package cafe.identity;

import cafe.kernel.Address;
import cafe.kernel.PeerId;
import cafe.wire.Envelopes;

/**
 * What a cafe tells about itself, in the original's words; part of every session.
 *
 * @param peer the node's peer id
 * @param address the operator's account
 * @param api version of the HTTP API in its paths
 * @param protocol the stream protocol, also the audience of session tokens
 * @param node version of the original that this cafe is compatible with
 * @param url where clients reach the HTTP API, without a slash at the end
 */
public record CafeInfo(
    PeerId peer, Address address, String api, String protocol, String node, String url) {

  /** The API's version. */
  public static final String API = "v1";

  /** The stream protocol. */
  public static final String PROTOCOL = Envelopes.PROTOCOL;

  /** The version of the original. */
  public static final String NODE = "0.7.8";
}
