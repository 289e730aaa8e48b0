package cafe.libp2p;

import cafe.kernel.PeerId;
import cafe.libp2p.MultiaddrProtocol.ValueType;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/** Turns the values of multiaddr protocols from text to bytes and back; strict in both ways. */
final class MultiaddrValue {
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private MultiaddrValue() {}

  static byte[] encode(ValueType type, String text) {
    return switch (type) {
      case NONE -> new byte[0];
      case BYTE -> new byte[] {(byte) number(text, 255)};
      case PORT -> ByteBuffer.allocate(2).putShort((short) number(text, 65535)).array();
      case NUMBER -> ByteBuffer.allocate(8).putLong(Long.parseUnsignedLong(text)).array();
      case IP4 -> ip4(text);
      case IP6 -> ip6(text);
      case TEXT, PATH -> nonEmpty(text.getBytes(StandardCharsets.UTF_8));
      case ESCAPED ->
          URLDecoder.decode(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
      case PEER_ID -> PeerId.parse(text).bytes();
      case MULTIBASE -> multibase(text);
      case ONION3 -> onion3(text);
    };
  }

  static String decode(ValueType type, byte[] value) {
    return switch (type) {
      case NONE -> "";
      case BYTE -> Integer.toString(value[0] & 0xff);
      case PORT -> Integer.toString(ByteBuffer.wrap(value).getShort() & 0xffff);
      case NUMBER -> Long.toUnsignedString(ByteBuffer.wrap(value).getLong());
      case IP4, IP6 -> ipText(value);
      case TEXT -> text(value, false);
      case PATH -> text(value, true);
      case ESCAPED -> URLEncoder.encode(utf8(value), StandardCharsets.UTF_8).replace("+", "%20");
      case PEER_ID -> PeerId.of(value).toString();
      case MULTIBASE -> "u" + Base64.getUrlEncoder().withoutPadding().encodeToString(value);
      case ONION3 -> onion3Text(value);
    };
  }

  private static long number(String text, long max) {
    if (text.isEmpty() || text.length() > 10 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException("not a number in multiaddr");
    }
    long value = Long.parseLong(text);
    if (value > max) {
      throw new IllegalArgumentException("number too large in multiaddr");
    }
    return value;
  }

  private static byte[] ip4(String text) {
    String[] octets = text.split("\\.", -1);
    if (octets.length != 4) {
      throw new IllegalArgumentException("not an IPv4 address");
    }
    byte[] address = new byte[4];
    for (int i = 0; i < 4; i++) {
      address[i] = (byte) number(octets[i], 255);
    }
    return address;
  }

  private static byte[] ip6(String text) {
    // Only literals reach the resolver, so nothing is looked up.
    if (text.indexOf(':') < 0
        || !text.chars().allMatch(c -> "0123456789abcdefABCDEF:.".indexOf(c) >= 0)) {
      throw new IllegalArgumentException("not an IPv6 address");
    }
    try {
      byte[] address = InetAddress.getByName("[" + text + "]").getAddress();
      if (address.length == 16) {
        return address;
      }
      byte[] mapped = new byte[16]; // ::ffff:a.b.c.d, which Java turns into IPv4
      mapped[10] = mapped[11] = (byte) 0xff;
      System.arraycopy(address, 0, mapped, 12, 4);
      return mapped;
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IPv6 address");
    }
  }

  private static String ipText(byte[] address) {
    if (address.length == 4) {
      StringBuilder text = new StringBuilder();
      for (byte octet : address) {
        text.append(text.isEmpty() ? "" : ".").append(octet & 0xff);
      }
      return text.toString();
    }
    return ip6Text(ByteBuffer.wrap(address).asShortBuffer());
  }

  /** RFC 5952: the longest run of two or more zero groups is written {@code ::}. */
  private static String ip6Text(java.nio.ShortBuffer groups) {
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups.get(end) == 0) {
        end++;
      }
      if (end - i > bestLength) {
        bestStart = i;
        bestLength = end - i;
      }
      i = Math.max(i, end);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups.get(i) & 0xffff));
    }
    return text.toString();
  }

  private static String text(byte[] value, boolean slashes) {
    String text = utf8(nonEmpty(value));
    if (!slashes && text.indexOf('/') >= 0) {
      throw new IllegalArgumentException("slash in a multiaddr value");
    }
    if (slashes && text.charAt(0) != '/') {
      throw new IllegalArgumentException("relative path in a multiaddr");
    }
    return text;
  }

  private static String utf8(byte[] value) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("multiaddr value is not UTF-8");
    }
  }

  private static byte[] nonEmpty(byte[] value) {
    if (value.length == 0) {
      throw new IllegalArgumentException("empty value in multiaddr");
    }
    return value;
  }

  private static byte[] multibase(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("empty multibase value in multiaddr");
    }
    String body = text.substring(1);
    return switch (text.charAt(0)) {
      case 'u' -> Base64.getUrlDecoder().decode(body);
      case 'm' -> Base64.getDecoder().decode(body);
      case 'f' -> HexFormat.of().parseHex(body);
      case 'b' -> base32(body);
      default -> throw new IllegalArgumentException("unknown multibase in multiaddr");
    };
  }

  private static byte[] onion3(String text) {
    int colon = text.indexOf(':');
    if (colon != 56) {
      throw new IllegalArgumentException("not an onion3 address");
    }
    long port = number(text.substring(colon + 1), 65535);
    byte[] host = base32(text.substring(0, colon).toLowerCase(Locale.ROOT));
    return ByteBuffer.allocate(37).put(host).putShort((short) port).array();
  }

  private static String onion3Text(byte[] value) {
    StringBuilder text = new StringBuilder();
    long bits = 0;
    int count = 0;
    for (int i = 0; i < 35; i++) {
      bits = bits << 8 | value[i] & 0xff;
      for (count += 8; count >= 5; count -= 5) {
        text.append(BASE32.charAt((int) (bits >> count - 5) & 31));
      }
    }
    return text.append(':').append(ByteBuffer.wrap(value).getShort(35) & 0xffff).toString();
  }

  private static byte[] base32(String text) {
    byte[] value = new byte[text.length() * 5 / 8];
    long bits = 0;
    int count = 0;
    int next = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = BASE32.indexOf(text.charAt(i));
      if (digit < 0) {
        throw new IllegalArgumentException("bad base32 in multiaddr");
      }
      bits = bits << 5 | digit;
      count += 5;
      if (count >= 8) {
        count -= 8;
        value[next++] = (byte) (bits >> count);
      }
    }
    return value;
  }
}
