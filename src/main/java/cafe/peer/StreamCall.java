package cafe.peer;

import cafe.kernel.Caller;
import cafe.kernel.CallerResolver;
import cafe.kernel.PeerId;
import cafe.wire.Payloads;
import cafe.wire.pb.Message;
import com.google.protobuf.MessageLite;

/**
 * One request in an envelope.
 *
 * @param peer who signed the envelope
 * @param connected whether that peer is the remote end of a connection, and so the sender; if not,
 *     somebody may be repeating an envelope that was meant for another cafe or another time
 * @param message the envelope's content
 */
public record StreamCall(PeerId peer, boolean connected, Message message) {

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
   * The session of a token that the payload carries; it must be of the peer.
   *
   * @throws cafe.kernel.CafeException as {@link CallerResolver#session(String, PeerId)}
   */
  public Caller.Session session(CallerResolver callers, String token) {
    return callers.session(token, peer);
  }
}
