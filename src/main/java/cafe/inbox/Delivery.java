package cafe.inbox;

import cafe.kernel.PeerId;

/**
 * Somebody wants a message kept for a client.
 *
 * @param author who is said to have signed the envelope
 * @param recipient the client's peer id, as text: it may be anything
 * @param envelope a signed envelope with a thread update
 */
@SuppressWarnings("ArrayRecordComponent") // Handed through once, never compared.
public record Delivery(PeerId author, String recipient, byte[] envelope) {}
