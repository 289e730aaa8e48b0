package cafe.wire;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.wire.pb.Message;
import cafe.wire.pb.ThreadEnvelope;

/**
 * A thread update as one peer sends it to another, directly or through a cafe's inbox: a {@code
 * THREAD_ENVELOPE} message. The cafe sees its outside only.
 *
 * @param thread the thread's id
 * @param node the update's dag-pb node as object JSON: links {@code block}, {@code parents} and
 *     perhaps {@code target} and {@code data}
 * @param block the encrypted block that the node's link of that name names; empty if it was left
 *     out
 */
@SuppressWarnings("ArrayRecordComponent") // Handed through once, never compared.
public record SealedUpdate(String thread, byte[] node, byte[] block) {

  /**
   * Checks the author's signature and opens the envelope.
   *
   * @throws CafeException {@link Fault#ENVELOPE_INVALID} if it is malformed or carries something
   *     else, {@link Fault#ENVELOPE_UNSIGNED} if the author did not sign it, {@link
   *     Fault#TOO_LARGE}
   */
  public static SealedUpdate verify(byte[] envelope, PeerId author) {
    return of(Envelopes.verify(envelope, author));
  }

  /**
   * Opens the envelope without checking who signed it.
   *
   * @throws CafeException {@link Fault#ENVELOPE_INVALID}, {@link Fault#TOO_LARGE}
   */
  public static SealedUpdate open(byte[] envelope) {
    return of(Envelopes.open(envelope));
  }

  private static SealedUpdate of(Message message) {
    if (!message.hasPayload()) {
      throw new CafeException(Fault.ENVELOPE_INVALID, "the envelope carries no thread update");
    }
    ThreadEnvelope update =
        Payloads.unpack(message.getPayload(), ThreadEnvelope.getDefaultInstance());
    return new SealedUpdate(
        update.getThread(), update.getNode().toByteArray(), update.getBlock().toByteArray());
  }
}
