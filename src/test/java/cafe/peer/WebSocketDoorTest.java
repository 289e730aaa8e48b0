package cafe.peer;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.libp2p.Multiaddr;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketDoorTest {

  @ParameterizedTest
  @CsvSource({
    "https://cafe.example.org,/dns4/cafe.example.org/tcp/443/wss",
    "https://cafe.example.org/,/dns4/cafe.example.org/tcp/443/wss",
    "https://cafe.example.org:8443,/dns4/cafe.example.org/tcp/8443/wss",
    "http://cafe.example.org,/dns4/cafe.example.org/tcp/80/ws",
    "http://127.0.0.1:40601,/ip4/127.0.0.1/tcp/40601/ws",
    "http://[2001:db8::1]:40601,/ip6/2001:db8::1/tcp/40601/ws"
  })
  void theUrlTellsWhereToDial(String url, String address) {
    assertThat(WebSocketDoor.address(url)).contains(Multiaddr.parse(address));
  }

  /** Addresses carry no path, so below one the door is not found. */
  @ParameterizedTest
  @ValueSource(strings = {"https://example.org/cafe", "not a url", "mailto:a@b"})
  void otherUrlsDoNot(String url) {
    assertThat(WebSocketDoor.address(url)).isEmpty();
  }
}
