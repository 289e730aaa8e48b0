/**
 * secio, the security protocol of libp2p before 2020, for the original's clients: ECDH on a NIST
 * curve signed by the identity keys, AES in counter mode, HMAC over the ciphertext.
 *
 * <p>It is obsolete: no forward-looking review, no AEAD, MAC keys of 160 bits. A host that need not
 * talk to the original leaves it out. One trap is kept on purpose: the shared secret is stretched
 * without its leading zero bytes, as Go's {@code big.Int} has it, or one handshake in 256 fails.
 *
 * <p>Handshake messages are at most {@link Secio#MAX_HANDSHAKE} bytes, data frames at most {@link
 * SecioChannel#MAX_FRAME}.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/secio/README.md">secio</a>
 */
@NullMarked
package cafe.libp2p.security.secio;

import org.jspecify.annotations.NullMarked;
