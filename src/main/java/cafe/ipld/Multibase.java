package cafe.ipld;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Text that names its own base by its first character (<a
 * href="https://github.com/multiformats/multibase">multibase</a>): those bases in which CIDs, names
 * and keys are met. At most 1,024 characters.
 */
public enum Multibase {
  /** Prefix {@code f}; {@code F} is read too. */
  BASE16('f'),
  /** Prefix {@code b}, lower case without padding; {@code B} is read too. */
  BASE32('b'),
  /** Prefix {@code k}, lower case; {@code K} is read too. Names of keys ({@code k51…}). */
  BASE36('k'),
  /** Prefix {@code z}. */
  BASE58BTC('z'),
  /** Prefix {@code m}, without padding. */
  BASE64('m'),
  /** Prefix {@code u}, without padding. */
  BASE64URL('u');

  private static final Radix RADIX36 =
      new Radix("base36", "0123456789abcdefghijklmnopqrstuvwxyz", true);
  private static final String ALPHABET32 = "abcdefghijklmnopqrstuvwxyz234567";

  private final char prefix;

  Multibase(char prefix) {
    this.prefix = prefix;
  }

  /** The text with its prefix. */
  public String encode(byte[] bytes) {
    String body =
        switch (this) {
          case BASE16 -> HexFormat.of().formatHex(bytes);
          case BASE32 -> encode32(bytes);
          case BASE36 -> RADIX36.encode(bytes);
          case BASE58BTC -> Base58.encode(bytes);
          case BASE64 -> Base64.getEncoder().withoutPadding().encodeToString(bytes);
          case BASE64URL -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        };
    return prefix + body;
  }

  /** The base that a text names by its first character. */
  public static Multibase of(String text) {
    if (text.isEmpty()) {
      throw new FormatException("multibase: empty");
    }
    return switch (text.charAt(0)) {
      case 'f', 'F' -> BASE16;
      case 'b', 'B' -> BASE32;
      case 'k', 'K' -> BASE36;
      case 'z' -> BASE58BTC;
      case 'm' -> BASE64;
      case 'u' -> BASE64URL;
      default -> throw new FormatException("multibase: unknown base");
    };
  }

  /** The bytes of a text with its prefix. */
  public static byte[] decode(String text) {
    Multibase base = of(text);
    if (text.length() > Radix.MAX_TEXT) {
      throw new FormatException("multibase: too long");
    }
    String body = text.substring(1);
    try {
      return switch (base) {
        case BASE16 -> HexFormat.of().parseHex(body);
        case BASE32 -> decode32(body.toLowerCase(Locale.ROOT));
        case BASE36 -> RADIX36.decode(body);
        case BASE58BTC -> Base58.decode(body);
        case BASE64 -> Base64.getDecoder().decode(body);
        case BASE64URL -> Base64.getUrlDecoder().decode(body);
      };
    } catch (FormatException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new FormatException("multibase: invalid character", e);
    }
  }

  private static String encode32(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 8 / 5 + 1);
    int buffer = 0;
    int bits = 0;
    for (byte next : bytes) {
      buffer = buffer << 8 | next & 0xff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET32.charAt(buffer >>> bits & 31));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET32.charAt(buffer << (5 - bits) & 31));
    }
    return text.toString();
  }

  private static byte[] decode32(String text) {
    byte[] bytes = new byte[text.length() * 5 / 8];
    int buffer = 0;
    int bits = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = ALPHABET32.indexOf(text.charAt(i));
      if (value < 0) {
        throw new FormatException("base32: invalid character");
      }
      buffer = buffer << 5 | value;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (buffer >>> bits);
      }
    }
    if (bits >= 5 || (buffer & (1 << bits) - 1) != 0) {
      throw new FormatException("base32: trailing bits");
    }
    return bytes;
  }
}
