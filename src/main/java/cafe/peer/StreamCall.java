package cafe.peer;

import cafe.kernel.Caller;
import cafe.kernel.CallerResolver;
import cafe.kernel.PeerId;
import cafe.wire.Payloads;
import cafe.wire.pb.Message;
import com.google.protobuf.MessageLite;

/**
 * One request that came over a stream.
 *
 * @param peer the connection's remote end, which signed the envelope
 * @param message the envelope's content
 */
public record StreamCall(PeerId peer, Message message) {

  /**
   * The payload.
   *
   * @throws cafe.kernel.CafeException {@code ENVELOPE_INVALID} if it is missing, of another type or
   *     malformed
   */
  public <T extends MessageLite> T payload(T type) {
    return Payloads.unpack(message.getPayload(), type);
  }

  /**
   * The session of a token that the payload carries; it must be of the connection's peer.
   *
   * @throws cafe.kernel.CafeException as {@link CallerResolver#session(String, PeerId)}
   */
  public Caller.Session session(CallerResolver callers, String token) {
    return callers.session(token, peer);
  }
}
