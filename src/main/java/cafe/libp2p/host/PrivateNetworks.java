package cafe.libp2p.host;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Addresses that are not on the public Internet (the registries of RFC 6890): this machine's, its
 * networks', and those of no host at all. A stranger who could make us dial them would knock at
 * doors inside our own network.
 */
final class PrivateNetworks {
  /** Some bits that an address begins with. */
  private record Prefix(byte[] bytes, int bits) {
    static Prefix of(int bits, int... values) {
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        bytes[i] = (byte) values[i];
      }
      return new Prefix(bytes, bits);
    }

    boolean begins(byte[] address) {
      int whole = bits / Byte.SIZE;
      int mask = 0xff << Byte.SIZE - bits % Byte.SIZE & 0xff;
      return Arrays.equals(address, 0, whole, bytes, 0, whole)
          && (mask == 0 || (address[whole] & mask) == (bytes[whole] & mask));
    }
  }

  private static final List<Prefix> IP4 =
      List.of(
          Prefix.of(8, 0), // this network
          Prefix.of(8, 10),
          Prefix.of(10, 100, 64), // carriers' address translation
          Prefix.of(8, 127),
          Prefix.of(16, 169, 254), // link-local, and the clouds' metadata
          Prefix.of(12, 172, 16),
          Prefix.of(24, 192, 0, 0),
          Prefix.of(16, 192, 168),
          Prefix.of(15, 198, 18), // benchmarks
          Prefix.of(3, 224)); // multicast, reserved, broadcast

  /** Only global unicast, 2000::/3, is public; these parts of it stand for IPv4 or for nothing. */
  private static final List<Prefix> IP6 =
      List.of(
          Prefix.of(32, 0x20, 0x01, 0, 0), // Teredo
          Prefix.of(16, 0x20, 0x02)); // 6to4

  private static final Prefix GLOBAL = Prefix.of(3, 0x20);

  private PrivateNetworks() {}

  /** True if the address is not on the public Internet. */
  static boolean contains(InetAddress ip) {
    byte[] address = ip.getAddress();
    if (ip instanceof Inet4Address) {
      return IP4.stream().anyMatch(prefix -> prefix.begins(address));
    }
    return !GLOBAL.begins(address) || IP6.stream().anyMatch(prefix -> prefix.begins(address));
  }
}
