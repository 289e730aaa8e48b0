package cafe.snapshots;

import cafe.kernel.PeerId;
import java.time.Instant;

/**
 * A stored version, without its bytes.
 *
 * @param thread the thread's id, as the client named it; opaque here
 * @param client the device that stored it
 * @param version 1, 2, … within (thread, client)
 * @param digest the first 16 bytes of the ciphertext's SHA-256, hexadecimal
 * @param size bytes of ciphertext
 * @param stored when, to the millisecond
 */
public record SnapshotInfo(
    String thread, PeerId client, long version, String digest, long size, Instant stored) {

  /** A strong entity tag, without quotes: version and content. */
  public String tag() {
    return version + "-" + digest;
  }
}
