package cafe.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.Address;
import cafe.kernel.Caller;
import cafe.limits.Limit;
import cafe.limits.Limits;
import cafe.testkit.Letters;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much one author may send and one recipient get, and how long messages stay. */
abstract class DeliveryLimitsContract {

  @TestHTTPResource URI base;
  @Inject Deliveries deliveries;
  @Inject Inbox inbox;
  @Inject Retention retention;
  @Inject AccessTokens tokens;
  @Inject Limits limits;
  @Inject TestClock clock;

  @AfterEach
  void reset() {
    clock.reset();
  }

  private TestDevice client() {
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    return TestDevice.create().register(base, token);
  }

  private static Caller.Session session(TestDevice device) {
    return new Caller.Session(device.peer(), Address.parse(device.address()), "test");
  }

  private Deliveries.Outcome deliver(TestDevice author, String to, byte[] letter) {
    Deliveries.Steps once = Supplier::get;
    return deliveries.deliver(new Delivery(author.peer(), to, letter), once);
  }

  @Test
  void anAuthorIsLimitedAndNobodyCanUseUpHisLimit() {
    TestDevice ada = client();
    TestDevice eve = TestDevice.create();
    byte[] forged = Letters.of(TestDevice.create(), "not by Eve");
    for (int i = 0; i < Limit.DELIVERY_BY_AUTHOR.burst() + 10; i++) {
      assertThat(deliver(eve, ada.peer().toString(), forged))
          .isEqualTo(Deliveries.Outcome.DROPPED_UNSIGNED);
    }
    byte[] letter = Letters.of(eve, "by Eve");
    assertThat(deliver(eve, ada.peer().toString(), letter)).isEqualTo(Deliveries.Outcome.STORED);
    Deliveries.Outcome last = Deliveries.Outcome.STORED;
    for (int i = 0; last != Deliveries.Outcome.DROPPED_TOO_OFTEN; i++) {
      assertThat(i).isLessThan(100 * Limit.DELIVERY_BY_AUTHOR.burst());
      last = deliver(eve, "nobody", letter);
    }
    assertThat(inbox.waiting(session(ada))).isEqualTo(1);
    clock.advance(Duration.ofMinutes(1));
    assertThat(deliver(eve, ada.peer().toString(), letter)).isEqualTo(Deliveries.Outcome.KNOWN);
  }

  @Test
  void aRecipientIsSparedFromManyAuthors() {
    TestDevice ada = client();
    TestDevice other = client();
    TestDevice eve = TestDevice.create();
    byte[] letter = Letters.of(eve, "one more");
    clock.stop();
    // What all the others sent.
    for (int i = 1; i < Limit.DELIVERY_BY_RECIPIENT.burst(); i++) {
      assertThat(limits.tryTake(Limit.DELIVERY_BY_RECIPIENT, ada.peer().toString())).isTrue();
    }
    assertThat(deliver(eve, ada.peer().toString(), letter)).isEqualTo(Deliveries.Outcome.STORED);
    TestDevice bob = TestDevice.create();
    byte[] late = Letters.of(bob, "too many");
    assertThat(deliver(bob, ada.peer().toString(), late))
        .isEqualTo(Deliveries.Outcome.DROPPED_TOO_OFTEN);
    assertThat(inbox.waiting(session(ada))).isEqualTo(1);
    assertThat(deliver(bob, other.peer().toString(), late)).isEqualTo(Deliveries.Outcome.STORED);
    clock.advance(Duration.ofMinutes(1));
    assertThat(deliver(bob, ada.peer().toString(), late)).isEqualTo(Deliveries.Outcome.STORED);
  }

  @Test
  void messagesWaitNinetyDaysAndBodiesStayAWeekAfterTheirDelete() {
    TestDevice ada = client();
    TestDevice eve = TestDevice.create();
    byte[] read = Letters.of(eve, "read " + ada.peer());
    byte[] unread = Letters.of(eve, "unread " + ada.peer());
    deliver(eve, ada.peer().toString(), read);
    inbox.check(session(ada));
    deliver(eve, ada.peer().toString(), unread);
    inbox.deleteChecked(session(ada));
    clock.advance(Duration.ofDays(6));
    assertThat(inbox.envelope(cafe.ipld.Cid.parse(Letters.id(read)))).isEqualTo(read);
    clock.advance(Duration.ofDays(83));
    retention.sweep();
    assertThat(inbox.waiting(session(ada))).isEqualTo(1);
    clock.advance(Duration.ofDays(2));
    retention.sweep();
    assertThat(inbox.waiting(session(ada))).isZero();
    assertThat(inbox.envelope(cafe.ipld.Cid.parse(Letters.id(unread)))).isEqualTo(unread);
  }
}
