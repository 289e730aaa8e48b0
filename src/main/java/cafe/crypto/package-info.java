/**
 * The cryptography of the original: keys, account texts, wallets, boxes and content keys.
 *
 * <p><b>Purpose.</b> Exactly the primitives that clients of the cafe use: Ed25519 with its X25519
 * twin, strkey account texts, BIP-39 and SLIP-0010 wallets, NaCl boxes to an Ed25519 key,
 * AES-256-GCM content keys and KSUIDs. Ed25519 and X25519 are BouncyCastle's lightweight ones
 * (several times the JDK's speed), AES is the JDK's (hardware instructions).
 *
 * <p><b>Invariants.</b> A key object is valid once made. {@code toString} of a secret never shows
 * it, nor does any exception. Randomness is always a parameter.
 *
 * <p><b>Limits.</b> Ciphers are fed in pieces of at most 64 KiB, so that memory is bounded for
 * files of any size and no long cold loop runs in the interpreter. GCM's own limit is 64 GiB a
 * file.
 *
 * <p><b>Threats.</b> Ciphertexts, signatures, keys and texts are hostile: malformed ones end in a
 * {@link cafe.ipld.FormatException}, forged ones in {@code false} or a {@link
 * cafe.crypto.DecryptionException}. Tags are compared in constant time. Old clients reuse a content
 * key (with its nonce) for a file and its metadata; nothing here does so.
 *
 * <p>Imports only {@code cafe.ipld}, BouncyCastle and the JDK.
 */
@NullMarked
package cafe.crypto;

import org.jspecify.annotations.NullMarked;
