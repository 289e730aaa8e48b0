package cafe.crypto;

import cafe.ipld.FormatException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * Encryption to an Ed25519 key as the original does it for snapshots, thread blocks and invites:
 * {@code nonce(24) ‖ ephemeral X25519 public key(32) ‖ NaCl crypto_box}, the box being a Poly1305
 * tag of 16 bytes before XSalsa20 ciphertext. Not libsodium's sealed box: the nonce is explicit.
 *
 * <p>The whole message is in memory; callers cap its size.
 */
public final class NaclBox {
  private static final int NONCE = 24;
  private static final int KEY = 32;
  private static final int TAG = 16;

  /** Bytes that sealing adds. */
  public static final int OVERHEAD = NONCE + KEY + TAG;

  private NaclBox() {}

  /** Seals a message to a key, from a fresh ephemeral key. */
  public static byte[] seal(Ed25519PublicKey recipient, byte[] message, SecureRandom random) {
    byte[] nonce = new byte[NONCE];
    byte[] ephemeral = new byte[KEY];
    random.nextBytes(nonce);
    random.nextBytes(ephemeral);
    return seal(recipient, message, nonce, ephemeral);
  }

  static byte[] seal(Ed25519PublicKey recipient, byte[] message, byte[] nonce, byte[] ephemeral) {
    byte[] sealed = new byte[OVERHEAD + message.length];
    System.arraycopy(nonce, 0, sealed, 0, NONCE);
    X25519.generatePublicKey(ephemeral, 0, sealed, NONCE);
    byte[] key = agree(ephemeral, recipient.toX25519());
    XSalsa20Engine cipher = new XSalsa20Engine();
    Poly1305 mac = init(cipher, key, nonce);
    cipher.processBytes(message, 0, message.length, sealed, OVERHEAD);
    mac.update(sealed, OVERHEAD, message.length);
    mac.doFinal(sealed, NONCE + KEY);
    return sealed;
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws DecryptionException if it was not sealed to this key, or was changed or cut off
   */
  public static byte[] open(Ed25519PrivateKey recipient, byte[] sealed) throws DecryptionException {
    return open(recipient.toX25519(), sealed);
  }

  /** As {@link #open(Ed25519PrivateKey, byte[])}, with the recipient's X25519 private key. */
  public static byte[] open(byte[] x25519, byte[] sealed) throws DecryptionException {
    if (sealed.length < OVERHEAD) {
      throw new DecryptionException();
    }
    byte[] nonce = Arrays.copyOf(sealed, NONCE);
    byte[] key = sharedKey(x25519, Arrays.copyOfRange(sealed, NONCE, NONCE + KEY));
    XSalsa20Engine cipher = new XSalsa20Engine();
    Poly1305 mac = init(cipher, key, nonce);
    byte[] tag = new byte[TAG];
    mac.update(sealed, OVERHEAD, sealed.length - OVERHEAD);
    mac.doFinal(tag, 0);
    if (!ConstantTime.equal(tag, Arrays.copyOfRange(sealed, NONCE + KEY, OVERHEAD))) {
      throw new DecryptionException();
    }
    byte[] message = new byte[sealed.length - OVERHEAD];
    cipher.processBytes(sealed, OVERHEAD, message.length, message, 0);
    return message;
  }

  private static byte[] sharedKey(byte[] secret, byte[] peer) throws DecryptionException {
    try {
      return agree(secret, peer);
    } catch (FormatException e) {
      throw new DecryptionException();
    }
  }

  /** Starts the key stream; its first 32 bytes are the one-time key of the tag. */
  private static Poly1305 init(XSalsa20Engine cipher, byte[] key, byte[] nonce) {
    cipher.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
    byte[] tagKey = new byte[KEY];
    cipher.processBytes(tagKey, 0, KEY, tagKey, 0);
    Poly1305 mac = new Poly1305();
    mac.init(new KeyParameter(tagKey));
    return mac;
  }

  /** The key of NaCl's crypto_box: HSalsa20 of the X25519 secret with a zero nonce. */
  private static byte[] agree(byte[] secret, byte[] peer) {
    byte[] shared = new byte[KEY];
    if (!X25519.calculateAgreement(secret, 0, peer, 0, shared, 0)) {
      throw new FormatException("x25519: point of small order");
    }
    return hsalsa20(shared);
  }

  private static byte[] hsalsa20(byte[] key) {
    int[] state = new int[16];
    int[] constants = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}; // "expand 32-byte k"
    for (int i = 0; i < 4; i++) {
      state[5 * i] = constants[i];
      state[1 + i] = littleEndian(key, 4 * i);
      state[11 + i] = littleEndian(key, 16 + 4 * i);
    }
    int[] mixed = new int[16];
    Salsa20Engine.salsaCore(Salsa20Engine.DEFAULT_ROUNDS, state, mixed);
    byte[] out = new byte[KEY];
    int[] words = {0, 5, 10, 15, 6, 7, 8, 9};
    for (int i = 0; i < words.length; i++) {
      // the core adds its input at the end, HSalsa20 does not
      int word = mixed[words[i]] - state[words[i]];
      for (int b = 0; b < 4; b++) {
        out[4 * i + b] = (byte) (word >>> (8 * b));
      }
    }
    return out;
  }

  private static int littleEndian(byte[] bytes, int at) {
    return bytes[at] & 0xff
        | (bytes[at + 1] & 0xff) << 8
        | (bytes[at + 2] & 0xff) << 16
        | bytes[at + 3] << 24;
  }
}
