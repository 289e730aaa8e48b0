package cafe.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultiaddrTest {
  private static final String PEER = "12D3KooWBRG69PMx6EakNbkp4bQRqGqsHou5eau1MgnkzZDmzezU";

  @ParameterizedTest
  @CsvSource({
    "/ip4/127.0.0.1/tcp/4001, 047f000001060fa1",
    "/ip4/255.255.255.255/udp/65535, 04ffffffff9102ffff",
    "/ip6/::1/tcp/1, 2900000000000000000000000000000001060001",
    "/ip6/2001:8a0:7ac5:4201:3ac9:86ff:fe31:7095, 29200108a07ac542013ac986fffe317095",
    "/ip6/fe80::1:0:0:1, 29fe800000000000000001000000000001",
    "/dns4/cafe.example/tcp/443/wss, 360c636166652e6578616d706c650601bbde03",
    "/ip4/1.2.3.4/tcp/80/ws, 0401020304060050dd03",
    "/ip4/127.0.0.1/udp/9090/quic-v1, 047f000001910223 82cd03",
    "/p2p/QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC,"
        + " a503221220d52ebb89d85b02a284948203a62ff28389c57c9f42beec4ec20db76a68911c0b",
    "/unix/a/b/c, 9003062f612f622f63",
    "/p2p-circuit, a202",
    "/, ''"
  })
  void textAndBytesAgree(String text, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    assertThat(Multiaddr.parse(text).bytes()).isEqualTo(bytes);
    assertThat(Multiaddr.decode(bytes)).hasToString(text);
    assertThat(Multiaddr.decode(bytes)).isEqualTo(Multiaddr.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "/ip4/192.0.2.1/tcp/1/ws, /ip4/192.0.2.1/tcp/2, true",
    "/ip4/192.0.2.1/tcp/1, /ip4/192.0.2.2/tcp/1, false",
    "/ip6/2001:db8:0:1::1/tcp/1, /ip6/2001:db8:0:1:2:3:4:5/tcp/2, true",
    "/ip6/2001:db8:0:1::1/tcp/1, /ip6/2001:db8:0:2::1/tcp/1, false",
    "/dns4/a.example/tcp/1/ip6/::1, /dns4/b.example/tcp/1, true"
  })
  void oneNetworkIsAnAddressOrAPrefix(String one, String other, boolean same) {
    String network = Multiaddr.parse(one).network();
    assertThat(network.equals(Multiaddr.parse(other).network())).isEqualTo(same);
  }

  @Test
  void theOldNameOfP2pIsRead() {
    Multiaddr address = Multiaddr.parse("/ip4/1.2.3.4/tcp/4001/ipfs/" + PEER);
    assertThat(address).hasToString("/ip4/1.2.3.4/tcp/4001/p2p/" + PEER);
    assertThat(address.peerId().orElseThrow()).hasToString(PEER);
    assertThat(address.withoutPeerId()).hasToString("/ip4/1.2.3.4/tcp/4001");
    assertThat(address.withPeerId(address.peerId().orElseThrow())).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tcp/0",
        "/sni/a.example",
        "/onion3/vww6ybal4bd7szmgncyruucpgfkqahzddi37ktceo3ah7ngmcopnpyyd:1234",
        "/ip4/1.2.3.4/udp/1/quic-v1/webtransport/certhash/"
            + "uEiDDq4_xNyDorZBH3TlGazyJdOWSwvo4PUo5YHFMrvDE8g",
        "/ip6zone/eth0/ip6/fe80::1",
        "/ip4/10.0.0.0/ipcidr/8",
        "/http-path/a%2Fb",
        "/memory/42"
      })
  void survivesTheRoundTrip(String text) {
    assertThat(Multiaddr.decode(Multiaddr.parse(text).bytes())).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ip4/1.2.3.4",
        "/ip4",
        "/ip4/1.2.3",
        "/ip4/1.2.3.256",
        "/ip4/1.2.3.4/tcp",
        "/tcp/65536",
        "/tcp/-1",
        "/tcp/+1",
        "/tcp/x",
        "/ip6/1.2.3.4",
        "/ip6/:::",
        "/ip6/localhost",
        "/nonsense/1",
        "//",
        "/ip4//tcp/1",
        "/p2p/x",
        "/p2p/0OIl",
        "/dns4/",
        "/unix"
      })
  void refusesMalformedText(String text) {
    assertThatThrownBy(() -> Multiaddr.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "04",
        "047f0000",
        "ff",
        "ffffffffffffffffffff7f",
        "8400",
        "36",
        "3600",
        "36ff",
        "36012f",
        "360180",
        "a503021200",
        "a5030112",
        "7f"
      })
  void refusesMalformedBytes(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> Multiaddr.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesTooManyParts() {
    byte[] many = new byte[2 * (Multiaddr.MAX_PARTS + 1)];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = (byte) 0xdd;
      many[i + 1] = 3;
    }
    assertThatThrownBy(() -> Multiaddr.decode(many)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Multiaddr.parse("/ws".repeat(Multiaddr.MAX_PARTS + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void anyBytesAreAnAddressOrRefused(@ForAll @Size(max = 60) byte[] bytes) {
    try {
      Multiaddr address = Multiaddr.decode(bytes);
      assertThat(address.bytes()).isEqualTo(bytes);
      assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotNull();
    }
  }

  @Property
  void anyTextIsAnAddressOrRefused(@ForAll String text) {
    try {
      Multiaddr address = Multiaddr.parse("/" + text);
      assertThat(Multiaddr.parse(address.toString())).isEqualTo(address);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotNull();
    }
  }

  @Property
  void anyNameAndPort(@ForAll("names") String name, @ForAll short port) {
    String text = "/dns/" + name + "/tcp/" + (port & 0xffff) + "/tls/ws";
    assertThat(Multiaddr.parse(text)).hasToString(text);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().alpha().numeric().withChars("-.").ofMinLength(1).ofMaxLength(63);
  }
}
