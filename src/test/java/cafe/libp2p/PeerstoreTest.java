package cafe.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.PeerId;
import cafe.testkit.TestClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class PeerstoreTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final TestClock clock = new TestClock();
  private final Peerstore store = new Peerstore(clock);

  private static PeerId peer(int number) {
    return PeerId.ofEd25519(ByteBuffer.allocate(32).putInt(number).array());
  }

  private static Multiaddr address(int number) {
    return Multiaddr.parse("/ip4/192.0.2.1/tcp/" + number);
  }

  @Test
  void peersUsedLongestAgoAreForgottenFirst() {
    for (int i = 0; i < Peerstore.MAX_PEERS; i++) {
      store.addAddresses(peer(i), List.of(address(1)), HOUR);
    }
    assertThat(store.addresses(peer(0))).as("used now").hasSize(1);
    for (int i = 0; i < 10; i++) {
      store.addAddresses(peer(Peerstore.MAX_PEERS + i), List.of(address(1)), HOUR);
    }
    assertThat(store.size()).isEqualTo(Peerstore.MAX_PEERS);
    assertThat(store.addresses(peer(0))).hasSize(1);
    assertThat(IntStream.rangeClosed(1, 10)).allMatch(i -> store.addresses(peer(i)).isEmpty());
    assertThat(store.addresses(peer(11))).hasSize(1);
  }

  @Test
  void addressesThatExpireFirstGiveWay() {
    store.addAddresses(peer(1), List.of(address(1)), Duration.ofMinutes(1));
    store.addAddresses(peer(1), List.of(address(2)), Peerstore.PERMANENT);
    List<Multiaddr> many =
        IntStream.range(10, 10 + Peerstore.MAX_ADDRESSES - 1)
            .mapToObj(PeerstoreTest::address)
            .toList();
    store.addAddresses(peer(1), many, HOUR);
    assertThat(store.addresses(peer(1)))
        .hasSize(Peerstore.MAX_ADDRESSES)
        .contains(address(2))
        .containsAll(many)
        .doesNotContain(address(1));
  }

  @Test
  void addressesExpireAndKeepTheLongerOfTwoLifetimes() {
    store.addAddresses(peer(1), List.of(address(1), address(2)), HOUR);
    store.addAddresses(peer(1), List.of(address(1)), Duration.ofMinutes(1));
    store.addAddresses(peer(1), List.of(address(2)), HOUR.multipliedBy(2));
    clock.advance(HOUR.plusMinutes(1));
    assertThat(store.addresses(peer(1))).containsExactly(address(2));
    clock.advance(HOUR);
    assertThat(store.addresses(peer(1))).isEmpty();
  }

  @Test
  void thePeerIdIsNoPartOfAnAddress() {
    store.addAddresses(peer(1), List.of(address(1).withPeerId(peer(1)), address(1)), HOUR);
    assertThat(store.addresses(peer(1))).containsExactly(address(1));
  }

  /** What is known by ourselves stays believed, whatever strangers say after or before. */
  @Test
  void whatAStrangerToldIsPublicOnly() {
    store.addPublicAddresses(peer(1), List.of(address(1), address(2)), HOUR);
    store.addAddresses(peer(1), List.of(address(2), address(3)), HOUR);
    store.addPublicAddresses(peer(1), List.of(address(3)), HOUR);
    assertThat(store.isPublicOnly(peer(1), address(1))).isTrue();
    assertThat(store.isPublicOnly(peer(1), address(2))).isFalse();
    assertThat(store.isPublicOnly(peer(1), address(3))).isFalse();
    assertThat(store.isPublicOnly(peer(2), address(1))).isTrue();
  }

  @Test
  void protocolsAreReplacedAndAPeerIsForgotten() {
    store.setProtocols(peer(1), Set.of("/a", "/b"));
    store.setProtocols(peer(1), Set.of("/c"));
    assertThat(store.protocols(peer(1))).containsExactly("/c");
    store.remove(peer(1));
    assertThat(store.protocols(peer(1))).isEmpty();
    assertThat(store.size()).isZero();
  }
}
