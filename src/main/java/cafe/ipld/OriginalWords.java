package cafe.ipld;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the original says of a malformed name. Its answers quote the libraries that it was built
 * with (go-multihash 0.0.8, go-cid 0.0.3, go-multibase 0.0.1, base58 1.1.2), and its clients show
 * these words to people.
 *
 * <p>Asked only of what was refused here. Empty where the original would have taken the text, or
 * says something that quotes more of it than one character.
 */
public final class OriginalWords {
  private static final String NO_MULTIHASH = "input isn't valid multihash";
  private static final String UNKNOWN_BASE = "selected encoding not supported";
  private static final int V0_TEXT = 46;
  private static final int V0_LENGTH = 34;
  private static final int MAX_UVARINT = 10;

  /** Bases that the original knows and the cafe does not. */
  private static final String OTHER_BASES = "0cCMtTUvVZ";

  private OriginalWords() {}

  /** Of text that is no base58. */
  public static Optional<String> ofBase58(String text) {
    if (text.isEmpty()) {
      return Optional.of("zero length string");
    }
    return text.codePoints()
        .filter(c -> Base58.ALPHABET.indexOf(c) < 0)
        .mapToObj(OriginalWords::ofDigit)
        .findFirst();
  }

  private static String ofDigit(int c) {
    return c > 0x7f ? "High-bit set on invalid digit" : "Invalid base58 digit (" + quoted(c) + ")";
  }

  /** As Go quotes a character: no control character gets through. */
  private static String quoted(int c) {
    int named = "\u0007\b\f\n\r\t\u000b'\\".indexOf(c);
    if (named >= 0) {
      return "'\\" + "abfnrtv'\\".charAt(named) + "'";
    }
    return c < ' ' || c == 0x7f ? String.format("'\\x%02x'", c) : "'" + (char) c + "'";
  }

  /** Of text that is no peer id. */
  public static Optional<String> ofPeerId(String text) {
    return ofBase58(text).isPresent() ? Optional.of(NO_MULTIHASH) : ofMultihash(text);
  }

  private static Optional<String> ofMultihash(String base58) {
    try {
      return ofMultihash(Base58.decode(base58), 0);
    } catch (FormatException e) {
      return Optional.empty(); // too long
    }
  }

  private static Optional<String> ofMultihash(byte[] bytes, int start) {
    if (bytes.length - start < 2) {
      return Optional.of("multihash too short. must be >= 2 bytes");
    }
    Uvarint code = Uvarint.at(bytes, start);
    Uvarint length = code.isWhole() ? Uvarint.at(bytes, code.end) : code;
    if (!length.isWhole()) {
      boolean cut = length.end == Uvarint.CUT_OFF;
      return Optional.of(cut ? "uvarint: buffer too small" : "uvarint: varint too big (max 64bit)");
    }
    if (Long.compareUnsigned(length.value, Integer.MAX_VALUE) > 0) {
      return Optional.of("digest too long, supporting only <= 2^31-1");
    }
    int digest = bytes.length - length.end;
    if (digest != length.value) {
      return Optional.of(
          "multihash length inconsistent: expected " + length.value + ", got " + digest);
    }
    return isKnown(code.value) ? Optional.empty() : Optional.of("unknown multihash code");
  }

  private static boolean isKnown(long code) {
    return code == Multihash.IDENTITY
        || code >= 0x11 && code <= 0x1d // sha1, sha2, sha3, shake, keccak
        || code == 0x22 // murmur3
        || code == 0x56 // dbl-sha2-256
        || code == 0xd5 // md5
        || code == 0x1100 // x11
        || code >= 0xb201 && code <= 0xb260; // blake2
  }

  /** Of text that is no CID. */
  public static Optional<String> ofCid(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length < 2) {
      return Optional.of("cid too short");
    }
    if (utf8.length == V0_TEXT && text.startsWith("Qm")) {
      return ofPeerId(text);
    }
    if (OTHER_BASES.indexOf(text.charAt(0)) >= 0) {
      return Optional.empty();
    }
    return switch (text.charAt(0)) {
      case 'z' -> ofBase58(text.substring(1)).or(() -> ofBinaryCid(text));
      case 'f', 'F' -> ofDigits(text.substring(1), "hex").or(() -> ofBinaryCid(text));
      case 'b', 'B' -> ofDigits(text.substring(1), "base32").or(() -> ofBinaryCid(text));
      case 'm', 'u' -> ofBinaryCid(text);
      default -> Optional.of(UNKNOWN_BASE);
    };
  }

  private static Optional<String> ofDigits(String body, String base) {
    String alphabet = base.equals("hex") ? "0123456789abcdef" : "abcdefghijklmnopqrstuvwxyz234567";
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c > '~') {
        return Optional.empty();
      }
      if (alphabet.indexOf(Character.toLowerCase(c)) < 0) {
        return Optional.of(
            base.equals("hex")
                ? String.format("encoding/hex: invalid byte: U+%04X ", (int) c) + quoted(c)
                : "illegal base32 data at input byte " + i);
      }
    }
    return base.equals("hex") && body.length() % 2 == 1
        ? Optional.of("encoding/hex: odd length hex string")
        : Optional.empty();
  }

  private static Optional<String> ofBinaryCid(String text) {
    byte[] bytes;
    try {
      bytes = Multibase.decode(text);
    } catch (FormatException e) {
      return Optional.empty();
    }
    if (bytes.length == V0_LENGTH && bytes[0] == Multihash.SHA2_256 && bytes[1] == 32) {
      return Optional.empty();
    }
    Uvarint version = Uvarint.at(bytes, 0);
    if (version.isWhole() && version.value != 1) {
      return Optional.of(
          "expected 1 as the cid version number, got: " + Long.toUnsignedString(version.value));
    }
    Uvarint codec = version.isWhole() ? Uvarint.at(bytes, version.end) : version;
    if (!codec.isWhole()) {
      boolean cut = codec.end == Uvarint.CUT_OFF;
      return Optional.of(
          "reading varint: "
              + (cut ? "buffer too small" : "varint bigger than 64bits and not supported"));
    }
    return ofMultihash(bytes, codec.end);
  }

  /**
   * An integer as Go reads it.
   *
   * @param end where the next begins; negative if there is none
   */
  private record Uvarint(long value, int end) {
    static final int CUT_OFF = -1;
    static final int TOO_LARGE = -2;

    static Uvarint at(byte[] bytes, int start) {
      long value = 0;
      for (int i = start; i < bytes.length; i++) {
        int place = i - start;
        if (bytes[i] >= 0) {
          boolean fits = place < MAX_UVARINT - 1 || place == MAX_UVARINT - 1 && bytes[i] <= 1;
          return fits
              ? new Uvarint(value | (long) bytes[i] << (7 * place), i + 1)
              : new Uvarint(0, TOO_LARGE);
        }
        value |= place < MAX_UVARINT ? (long) (bytes[i] & 0x7f) << (7 * place) : 0;
      }
      return new Uvarint(0, CUT_OFF);
    }

    boolean isWhole() {
      return end >= 0;
    }
  }
}
