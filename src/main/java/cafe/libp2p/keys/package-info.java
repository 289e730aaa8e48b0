/**
 * Identity keys of peers: Ed25519, secp256k1, ECDSA and RSA, their protobuf form (field 1 type,
 * field 2 data) and the check of their signatures, as the libp2p peer-id specification has them.
 *
 * <p>A key is parsed from at most {@link PublicKey#MAX_ENCODED} bytes and RSA keys from 2048 to
 * 8192 bits, so that a hostile key costs little to check. A private key never leaves {@link
 * IdentityKey}; nothing here prints it.
 */
@NullMarked
package cafe.libp2p.keys;

import org.jspecify.annotations.NullMarked;
