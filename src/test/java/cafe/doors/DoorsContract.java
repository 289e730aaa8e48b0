package cafe.doors;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.Client;
import cafe.identity.Clients;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.libp2p.Host;
import cafe.peer.PeerNode;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Runs scenarios through both doors of the running cafe, and compares what they leave behind. */
abstract class DoorsContract {

  @TestHTTPResource("/")
  URI base;

  @Inject PeerNode node;
  @Inject AccessTokens tokens;
  @Inject Clients clients;
  @Inject TestClock clock;
  @Inject Rows rows;

  private String accessToken = "";

  @BeforeEach
  void makeToken() {
    accessToken = tokens.create(new NewAccessToken("doors", null, null)).text();
  }

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  String accessToken() {
    return accessToken;
  }

  Host host() {
    return node.host().orElseThrow();
  }

  Door http() {
    return new HttpDoor(base, clock);
  }

  Door stream() {
    return new StreamDoor(host(), clock);
  }

  /** Runs a scenario twice; the rows and bytes of its devices must be the same afterwards. */
  void throughBoth(Consumer<Script> scenario) {
    List<List<String>> kept = new ArrayList<>();
    for (Door door : List.of(http(), stream())) {
      try (door) {
        Script script = new Script(door, accessToken, rows);
        scenario.accept(script);
        kept.add(script.kept());
      } catch (AssertionError e) {
        throw new AssertionError("through " + door.choose("HTTP", "streams") + ": " + e, e);
      } finally {
        clock.reset();
      }
    }
    assertThat(kept.get(0)).as("what HTTP left behind").isNotEmpty();
    assertThat(kept.get(1)).as("what streams left behind").isEqualTo(kept.get(0));
  }

  /** The difference that all registrations have: only a connection proves the peer's key. */
  void assertProvenByDoor(Script script, TestDevice device) {
    assertThat(clients.find(device.peer()).map(Client::proven))
        .as("only a connection proves the peer's key")
        .hasValue(script.door().proves());
  }
}
