package cafe.libp2p.multistream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.UnsupportedProtocolException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class MultistreamTest {
  private static final String HEADER = "132f6d756c746973747265616d2f312e302e300a";
  private static final String SECIO = "0d2f736563696f2f312e302e300a";
  private static final String TLS = "0b2f746c732f312e302e300a";
  private static final String NA = "036e610a";

  private static ByteArrayInputStream in(String... hex) {
    return new ByteArrayInputStream(HexFormat.of().parseHex(String.join("", hex)));
  }

  private static String hex(ByteArrayOutputStream out) {
    return HexFormat.of().formatHex(out.toByteArray());
  }

  /** The first bytes of the original's dialer, {@code cafe-protocol.md} 1.3. */
  @Test
  void dialerSendsHeaderAndProposalTogether() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String chosen =
        Multistream.select(in(HEADER, NA, TLS), out, List.of("/secio/1.0.0", "/tls/1.0.0"));
    assertThat(chosen).isEqualTo("/tls/1.0.0");
    assertThat(hex(out)).isEqualTo(HEADER + SECIO + TLS);
  }

  @Test
  void dialerGivesUpWhenAllIsRefused() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> Multistream.select(in(HEADER, NA, NA), out, List.of("/a", "/b")))
        .isInstanceOf(UnsupportedProtocolException.class);
  }

  @Test
  void dialerRefusesNonsense() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String answer : List.of("", "00", SECIO, HEADER, HEADER + SECIO, HEADER + "0361620b")) {
      assertThatThrownBy(() -> Multistream.select(in(answer), out, List.of("/tls/1.0.0")))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void listenerAnswersPipelinedProposalsAndLeavesTheRest() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayInputStream in = in(HEADER, SECIO, TLS, "cafe");
    assertThat(Multistream.accept(in, out, () -> Set.of("/tls/1.0.0"))).isEqualTo("/tls/1.0.0");
    assertThat(hex(out)).isEqualTo(HEADER + NA + TLS);
    assertThat(in.readAllBytes()).isEqualTo(new byte[] {(byte) 0xca, (byte) 0xfe});
  }

  /** The conversation in the specification's introduction, as bytes, from both its ends. */
  @Test
  void followsTheExampleOfTheSpecification() throws IOException {
    String unknown = "10" + "2f697066732d6468742f302e322e330a"; // /ipfs-dht/0.2.3
    String known = "10" + "2f697066732d6468742f312e302e300a"; // /ipfs-dht/1.0.0
    ByteArrayOutputStream dialer = new ByteArrayOutputStream();
    assertThat(
            Multistream.select(
                in(HEADER, NA, known), dialer, List.of("/ipfs-dht/0.2.3", "/ipfs-dht/1.0.0")))
        .isEqualTo("/ipfs-dht/1.0.0");
    assertThat(hex(dialer)).isEqualTo(HEADER + unknown + known);
    ByteArrayOutputStream listener = new ByteArrayOutputStream();
    assertThat(
            Multistream.accept(
                in(HEADER, unknown, known), listener, () -> List.of("/ipfs-dht/1.0.0")))
        .isEqualTo("/ipfs-dht/1.0.0");
    assertThat(hex(listener)).isEqualTo(HEADER + NA + known);
  }

  /** A dialer that waits for our header before it says anything. */
  @Test
  void listenerSpeaksFirstIfNothingIsThere() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> Multistream.accept(in(""), out, Set::of))
        .isInstanceOf(IOException.class);
    assertThat(hex(out)).isEqualTo(HEADER);
  }

  @Test
  void listsProtocols() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Multistream.accept(in(HEADER, "036c730a", TLS), out, () -> List.of("/a", "/tls/1.0.0"));
    assertThat(hex(out)).isEqualTo(HEADER + "11" + "032f610a" + TLS + "0a" + TLS);
  }

  @Test
  void lazyProposalAndItsAnswer() throws IOException {
    assertThat(HexFormat.of().formatHex(Multistream.proposal("/secio/1.0.0")))
        .isEqualTo(HEADER + SECIO);
    Multistream.expectAccepted(in(HEADER, SECIO), "/secio/1.0.0");
    assertThatThrownBy(() -> Multistream.expectAccepted(in(HEADER, NA), "/secio/1.0.0"))
        .isInstanceOf(UnsupportedProtocolException.class);
  }

  @Test
  void tokensAreLimited() throws IOException {
    String longest = "x".repeat(Multistream.MAX_TOKEN - 1);
    byte[] token = Multistream.token(longest);
    assertThat(Multistream.readToken(new ByteArrayInputStream(token))).isEqualTo(longest);
    byte[] tooLong = Multistream.token(longest + "x");
    assertThatThrownBy(() -> Multistream.readToken(new ByteArrayInputStream(tooLong)))
        .hasMessageContaining("longer than");
    byte[] padded = HexFormat.of().parseHex("8180808080808080808000");
    assertThatThrownBy(() -> Multistream.readToken(new ByteArrayInputStream(padded)))
        .isInstanceOf(IOException.class);
  }

  @Property
  void anyTokenSurvives(@ForAll @StringLength(max = 100) String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    String clean = new String(utf8, StandardCharsets.UTF_8);
    byte[] token = Multistream.token(clean);
    assertThat(Multistream.readToken(new ByteArrayInputStream(token))).isEqualTo(clean);
  }

  @Property
  void anyBytesAreNegotiatedOrRefused(@ForAll @Size(max = 300) byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      byte[] all = HexFormat.of().parseHex(HEADER + HexFormat.of().formatHex(bytes));
      Multistream.accept(new ByteArrayInputStream(all), out, () -> Set.of("/a"));
    } catch (IOException e) {
      assertThat(out.size()).isLessThan(HEADER.length() + 4 * Multistream.MAX_PROPOSALS);
    }
  }
}
