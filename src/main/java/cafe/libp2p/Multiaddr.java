package cafe.libp2p;

import cafe.ipld.Varint;
import cafe.kernel.PeerId;
import cafe.libp2p.MultiaddrProtocol.ValueType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A self-describing network address such as {@code /ip4/192.0.2.1/tcp/4001/p2p/12D3KooW…}: a list
 * of protocols with their values. Immutable; two are equal if their bytes are.
 *
 * <p>Parsing accepts at most {@link #MAX_BYTES} bytes and {@link #MAX_PARTS} parts, and throws
 * {@link IllegalArgumentException} for anything that is not a multiaddr we know.
 *
 * @see <a href="https://github.com/multiformats/multiaddr">multiaddr</a>
 */
public final class Multiaddr {
  public static final int MAX_BYTES = 1024;
  public static final int MAX_PARTS = 32;

  /** One protocol and its value; the value's text is empty if the protocol has none. */
  public record Part(MultiaddrProtocol protocol, String value) {}

  private final byte[] bytes;
  private final List<Part> parts;

  private Multiaddr(byte[] bytes, List<Part> parts) {
    this.bytes = bytes;
    this.parts = List.copyOf(parts);
  }

  /** Parses the text form; {@code /ipfs/…} is read as {@code /p2p/…}. */
  public static Multiaddr parse(String text) {
    if (!text.startsWith("/") || text.length() > 2 * MAX_BYTES) {
      throw new IllegalArgumentException("not a multiaddr");
    }
    String trimmed = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    String[] words = trimmed.isEmpty() ? new String[0] : trimmed.substring(1).split("/", -1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < words.length; i++) {
      String name = words[i];
      MultiaddrProtocol protocol =
          MultiaddrProtocol.ofName(name)
              .orElseThrow(() -> new IllegalArgumentException("unknown protocol in multiaddr"));
      String value = "";
      if (protocol.valueType == ValueType.PATH && i + 1 < words.length) {
        value = "/" + String.join("/", Arrays.copyOfRange(words, i + 1, words.length));
        i = words.length;
      } else if (protocol.valueType != ValueType.NONE) {
        if (++i == words.length) {
          throw new IllegalArgumentException("multiaddr ends after /" + name);
        }
        value = words[i];
      }
      write(out, protocol, MultiaddrValue.encode(protocol.valueType, value));
    }
    return decode(out.toByteArray());
  }

  /** Parses the binary form. */
  public static Multiaddr decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException("multiaddr longer than " + MAX_BYTES + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<Part> parts = new ArrayList<>();
    while (in.hasRemaining()) {
      if (parts.size() == MAX_PARTS) {
        throw new IllegalArgumentException("multiaddr of more than " + MAX_PARTS + " parts");
      }
      // minimal: two spellings of one address would differ
      long code = Varint.getMinimal(in);
      MultiaddrProtocol protocol =
          MultiaddrProtocol.ofCode(code)
              .orElseThrow(
                  () -> new IllegalArgumentException("unknown multiaddr protocol " + code));
      int size = protocol.valueType.size;
      byte[] value = take(in, size >= 0 ? size : Varint.getMinimal(in));
      parts.add(new Part(protocol, MultiaddrValue.decode(protocol.valueType, value)));
    }
    return new Multiaddr(bytes.clone(), parts);
  }

  /** {@code /ip4/…/tcp/…} or {@code /ip6/…/tcp/…} of a socket address. */
  public static Multiaddr ofTcp(java.net.InetSocketAddress socketAddress) {
    java.net.InetAddress address = socketAddress.getAddress();
    String host = address.getHostAddress();
    int zone = host.indexOf('%');
    String plain = zone < 0 ? host : host.substring(0, zone);
    String family = address instanceof java.net.Inet4Address ? "ip4" : "ip6";
    return parse("/" + family + "/" + plain + "/tcp/" + socketAddress.getPort());
  }

  public byte[] bytes() {
    return bytes.clone();
  }

  public List<Part> parts() {
    return parts;
  }

  /** The value of the first part of that protocol. */
  public Optional<String> value(MultiaddrProtocol protocol) {
    return parts.stream().filter(part -> part.protocol() == protocol).map(Part::value).findFirst();
  }

  public boolean has(MultiaddrProtocol protocol) {
    return value(protocol).isPresent();
  }

  /**
   * Whom it counts for where strangers are limited: an IPv4 address by itself, an IPv6 address as
   * its /64 network, of which one host has all; {@code unknown} for any other.
   */
  public String network() {
    if (!parts.isEmpty() && parts.getFirst().protocol() == MultiaddrProtocol.IP6) {
      return "6" + HexFormat.of().formatHex(bytes, 1, 9);
    }
    return value(MultiaddrProtocol.IP4).orElse("unknown");
  }

  /** The peer id of the last {@code /p2p} part. */
  public Optional<PeerId> peerId() {
    return parts.reversed().stream()
        .filter(part -> part.protocol() == MultiaddrProtocol.P2P)
        .map(part -> PeerId.parse(part.value()))
        .findFirst();
  }

  /** This address followed by another. */
  public Multiaddr with(Multiaddr suffix) {
    byte[] joined = Arrays.copyOf(bytes, bytes.length + suffix.bytes.length);
    System.arraycopy(suffix.bytes, 0, joined, bytes.length, suffix.bytes.length);
    return decode(joined);
  }

  /** This address ending in {@code /p2p/…} of that peer. */
  public Multiaddr withPeerId(PeerId peer) {
    return withoutPeerId().with(parse("/p2p/" + peer));
  }

  /** This address without a trailing {@code /p2p} part. */
  public Multiaddr withoutPeerId() {
    if (parts.isEmpty() || parts.getLast().protocol() != MultiaddrProtocol.P2P) {
      return this;
    }
    return ofParts(parts.subList(0, parts.size() - 1));
  }

  /** An address of these parts. */
  public static Multiaddr ofParts(List<Part> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Part part : parts) {
      ValueType type = part.protocol().valueType;
      write(out, part.protocol(), MultiaddrValue.encode(type, part.value()));
    }
    return decode(out.toByteArray());
  }

  private static void write(ByteArrayOutputStream out, MultiaddrProtocol protocol, byte[] value) {
    out.writeBytes(Varint.encode(protocol.code()));
    if (protocol.valueType.size < 0) {
      out.writeBytes(Varint.encode(value.length));
    }
    out.writeBytes(value);
  }

  private static byte[] take(ByteBuffer in, long size) {
    if (size > in.remaining()) {
      throw new IllegalArgumentException("multiaddr is truncated");
    }
    byte[] value = new byte[(int) size];
    in.get(value);
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Multiaddr that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The text form. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append('/').append(part.protocol().protocolName());
      if (part.protocol().valueType == ValueType.PATH) {
        text.append(part.value());
      } else if (part.protocol().valueType != ValueType.NONE) {
        text.append('/').append(part.value());
      }
    }
    return text.isEmpty() ? "/" : text.toString();
  }
}
