package cafe.libp2p.identify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.Multiaddr;
import cafe.libp2p.keys.Ed25519IdentityKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentifyMessageTest {
  private static final byte[] KEY = new Ed25519IdentityKey(new byte[32]).publicKey().encoded();

  private static IdentifyMessage message(int addresses, int protocols) {
    return new IdentifyMessage(
        KEY,
        IntStream.range(0, addresses)
            .mapToObj(i -> Multiaddr.parse("/dns4/cafe-" + i + ".example/tcp/443/wss"))
            .toList(),
        IntStream.range(0, protocols)
            .mapToObj(i -> "/some/protocol/1." + i)
            .collect(Collectors.toCollection(LinkedHashSet::new)),
        Optional.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/1")),
        "cafe/1.0");
  }

  /** The original's clients read 2048 bytes and no more. */
  @ParameterizedTest
  @CsvSource({"0,0", "1,10", "70,10", "10,200", "300,300", "0,500"})
  void theReplyIsNeverLongerThanTheOriginalReads(int addresses, int protocols) throws IOException {
    IdentifyMessage whole = message(addresses, protocols);
    byte[] encoded = whole.encode(Identify.MAX_SENT);
    assertThat(encoded.length).isLessThanOrEqualTo(Identify.MAX_SENT);
    IdentifyMessage told = IdentifyMessage.decode(encoded);
    int kept = told.listenAddresses().size();
    assertThat(told.listenAddresses()).isEqualTo(whole.listenAddresses().subList(0, kept));
    assertThat(kept).isGreaterThanOrEqualTo(Math.min(1, addresses));
    assertThat(whole.protocols()).containsAll(told.protocols());
    assertThat(told.publicKey()).isEqualTo(KEY);
    assertThat(told.observedAddress()).isEqualTo(whole.observedAddress());
    if (addresses + protocols < 20) {
      assertThat(told.protocols()).isEqualTo(whole.protocols());
      assertThat(kept).isEqualTo(addresses);
    }
  }

  @Test
  void readsNoMoreThanItsLimits() throws IOException {
    IdentifyMessage told = IdentifyMessage.decode(message(100, 300).encode(1 << 20));
    assertThat(told.listenAddresses()).hasSize(64);
    assertThat(told.protocols()).hasSize(256);
  }

  @Test
  void agentIsMadePrintable() throws IOException {
    IdentifyMessage odd =
        new IdentifyMessage(
            KEY, List.of(), Set.of(), Optional.empty(), "a\u001b[31m\n" + "x".repeat(500));
    String agent = IdentifyMessage.decode(odd.encode(1 << 20)).agentVersion();
    assertThat(agent).startsWith("a?[31m?xxx").hasSize(128);
  }

  @Test
  void truncatedMessagesAreRefused() {
    byte[] whole = message(1, 1).encode(Identify.MAX_SENT);
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    assertThatThrownBy(() -> IdentifyMessage.decode(cut)).isInstanceOf(IOException.class);
  }
}
