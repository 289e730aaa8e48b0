package cafe.crypto;

import cafe.ipld.Base58;
import cafe.ipld.FormatException;
import cafe.ipld.OriginalWords;
import java.util.Arrays;
import java.util.Optional;

/**
 * Text of an account key: base58 of a version byte, 32 bytes and a CRC-16/XMODEM of both, low byte
 * first. Always 48 characters; an address begins with {@code P}, a seed with {@code S}.
 */
public enum Strkey {
  /** A public key, the account's address. */
  ADDRESS(0xdd),
  /** A private key's seed: a secret. */
  SEED(0xff);

  /** Length of the text in characters. */
  public static final int TEXT_LENGTH = 48;

  /** What is said of a text of another kind, and of one of no kind. */
  public static final String OTHER_KIND = "invalid version byte";

  private static final int PAYLOAD = 32;
  private static final int LENGTH = 1 + PAYLOAD + 2;
  private static final int MIN_LENGTH = 3;

  private final byte version;

  Strkey(int version) {
    this.version = (byte) version;
  }

  /** The text of 32 bytes. */
  public String encode(byte[] payload) {
    if (payload.length != PAYLOAD) {
      throw new FormatException("strkey: a key has 32 bytes");
    }
    byte[] bytes = new byte[LENGTH];
    bytes[0] = version;
    System.arraycopy(payload, 0, bytes, 1, PAYLOAD);
    int crc = crc16(bytes, 1 + PAYLOAD);
    bytes[LENGTH - 2] = (byte) crc;
    bytes[LENGTH - 1] = (byte) (crc >>> 8);
    return Base58.encode(bytes);
  }

  /**
   * The 32 bytes of a text of this kind.
   *
   * @throws FormatException for another kind, a wrong length or a wrong checksum; the message is
   *     the original's ({@code invalid version byte}, {@code invalid checksum})
   */
  public byte[] decode(String text) {
    byte[] bytes = bytes(text);
    if (bytes[0] != version) {
      throw new FormatException(OTHER_KIND);
    }
    if (bytes.length != LENGTH) {
      throw new FormatException("invalid checksum");
    }
    int crc = crc16(bytes, 1 + PAYLOAD);
    if (bytes[LENGTH - 2] != (byte) crc || bytes[LENGTH - 1] != (byte) (crc >>> 8)) {
      throw new FormatException("invalid checksum");
    }
    return Arrays.copyOfRange(bytes, 1, 1 + PAYLOAD);
  }

  /** Whether a text is a valid one of this kind. */
  public boolean isValid(String text) {
    try {
      decode(text);
      return true;
    } catch (FormatException e) {
      return false;
    }
  }

  private static byte[] bytes(String text) {
    if (text.length() > 2 * TEXT_LENGTH) {
      throw new FormatException(OTHER_KIND);
    }
    Optional<String> noBase58 = OriginalWords.ofBase58(text);
    if (noBase58.isPresent()) {
      throw new FormatException("base58 decode failed: " + noBase58.get());
    }
    byte[] bytes = Base58.decode(text);
    if (bytes.length < MIN_LENGTH) {
      throw new FormatException(
          "encoded value is %d bytes; minimum valid length is %d"
              .formatted(bytes.length, MIN_LENGTH));
    }
    return bytes;
  }

  /** CRC-16/XMODEM: polynomial 0x1021, initial value 0, no reflection. */
  static int crc16(byte[] bytes, int length) {
    int crc = 0;
    for (int i = 0; i < length; i++) {
      crc ^= (bytes[i] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
      }
    }
    return crc & 0xffff;
  }
}
