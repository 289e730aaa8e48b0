/**
 * Self-describing content: varints, text bases, multihashes and CIDs.
 *
 * <p><b>Purpose.</b> Names of bytes and the bytes they name, as the IPFS of 2019 wrote them (CIDv0,
 * sha2-256, dag-pb) and as today's peers write them (CIDv1). Pure functions over bytes: no I/O, no
 * clock, no randomness.
 *
 * <p><b>Invariants.</b> Decoders accept exactly the bytes of one value and nothing after it; values
 * are immutable and never share an array with their maker. Encoders write the one canonical form.
 *
 * <p><b>Limits.</b> Text ≤ 1,024 characters for radix bases (their cost is quadratic), digests ≤
 * 128 bytes; each is checked before allocation.
 *
 * <p><b>Threats.</b> All input is hostile: every malformed input ends in a {@link
 * cafe.ipld.FormatException} whose message carries no input bytes.
 *
 * <p>Lowest of the ground packages: it imports only the JDK.
 */
@NullMarked
package cafe.ipld;

import org.jspecify.annotations.NullMarked;
