package cafe.libp2p.pubsub.rpc;

import java.nio.charset.StandardCharsets;

/**
 * What makes a message the same message: its author and the author's sequence number, one after the
 * other.
 *
 * @param text the bytes, one to a character: compact, and cheap to compare
 */
public record MessageId(String text) {
  /** Longest id accepted, in bytes: twice what an author and a sequence number need. */
  public static final int MAX_BYTES = 128;

  /** An id as it travels. */
  public static MessageId of(byte[] bytes) {
    return new MessageId(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  /** The id of a message. */
  public static MessageId of(byte[] author, byte[] sequenceNumber) {
    return new MessageId(
        new String(author, StandardCharsets.ISO_8859_1)
            + new String(sequenceNumber, StandardCharsets.ISO_8859_1));
  }

  /** The id as it travels. */
  public byte[] bytes() {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
