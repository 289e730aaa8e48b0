package cafe.snapshots;

/**
 * A stored version with its bytes.
 *
 * @param info what it is
 * @param ciphertext a box to the account's key; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Handed through once, never compared.
public record Snapshot(SnapshotInfo info, byte[] ciphertext) {}
