package cafe.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.Letters;
import cafe.testkit.TestClock;
import cafe.testkit.TestDevice;
import cafe.wire.pb.CafeChallenge;
import cafe.wire.pb.CafeCheckMessages;
import cafe.wire.pb.CafeDeleteMessages;
import cafe.wire.pb.CafeDeliverMessage;
import cafe.wire.pb.CafeDeregistration;
import cafe.wire.pb.CafePublishPeer;
import cafe.wire.pb.CafeStore;
import cafe.wire.pb.CafeStoreThread;
import cafe.wire.pb.CafeUnstore;
import cafe.wire.pb.CafeUnstoreThread;
import cafe.wire.pb.Message.Type;
import cafe.wire.pb.Peer;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Envelopes that their victim has signed, sent once more by somebody else: they name neither a time
 * nor a recipient, and the old service route knows nobody but who is said to have signed.
 */
abstract class EnvelopeAttacksContract extends Attack {

  @Inject TestClock clock;

  @AfterEach
  void resetClock() {
    clock.reset();
  }

  /** W4: what carries no token could have been sent to anybody, at any time. */
  @Test
  void w4EnvelopesWithoutAToken() throws IOException {
    TestDevice author = victim.author();
    byte[] letter = Letters.of(author, "recorded when it went elsewhere");
    CafeDeliverMessage delivery =
        CafeDeliverMessage.newBuilder()
            .setId(Letters.id(letter))
            .setClient(victim.device().peer().toString())
            .setEnv(ByteString.copyFrom(letter))
            .build();
    assertThat(refusedRoute(author, sealed(author, Type.CAFE_DELIVER_MESSAGE, delivery)))
        .isEqualTo("request-malformed");
    CafeChallenge challenge =
        CafeChallenge.newBuilder().setAddress(victim.device().address()).build();
    for (Type type :
        new Type[] {
          Type.PING,
          Type.THREAD_ENVELOPE,
          Type.CAFE_CHALLENGE,
          Type.CAFE_QUERY,
          Type.CAFE_PUBSUB_QUERY,
          Type.CAFE_PUBSUB_QUERY_RES,
          Type.CAFE_YOU_HAVE_MAIL
        }) {
      assertThat(refusedRoute(victim.device(), sealed(victim.device(), type, challenge)))
          .as("%s", type)
          .isEqualTo("request-malformed");
    }
    victim.assertUntouched();
  }

  /** W4: a signature that is said to be another's. */
  @Test
  void w4EnvelopesThatAnotherSigned() throws IOException {
    for (Map.Entry<Type, MessageLite> request : harmful(mallory.access()).entrySet()) {
      byte[] envelope = sealed(mallory, request.getKey(), request.getValue());
      assertThat(refusedRoute(victim.device(), envelope)).isEqualTo("envelope-unsigned");
      assertThat(refusedByEnvelope(victim.device(), request.getKey(), request.getValue()))
          .as("%s by the victim, with another's token", request.getKey())
          .isEqualTo("403 forbidden");
    }
    for (Map.Entry<Type, MessageLite> request : harmful(victim.device().access()).entrySet()) {
      assertThat(refusedByEnvelope(mallory, request.getKey(), request.getValue()))
          .as("%s with a stolen token", request.getKey())
          .isEqualTo("403 forbidden");
    }
    victim.assertUntouched();
  }

  /** W4: envelopes whose token was never good, or was when the victim sent them. */
  @Test
  void w4EnvelopesThatAreOld() throws IOException {
    TestDevice device = victim.device();
    Map<Type, MessageLite> recorded = harmful(device.access());
    String session = victim.session();
    device.register(base, token);
    assertThat(send("DELETE", "/cafe/v1/sessions/" + session, NONE, as(device)).status())
        .isEqualTo(204);
    replay(recorded, "403 forbidden");
    replay(harmful(device.refresh()), "403 forbidden");
    replay(harmful(device.access().substring(0, device.access().length() - 9)), "403 forbidden");
    replay(harmful("a.b.c"), "403 forbidden");
    replay(harmful("x"), "401 unauthorized");
    replay(harmful(token), "401 unauthorized");
    replay(harmful(""), "401 unauthorized");
    clock.advance(Duration.ofDays(29));
    replay(harmful(device.access()), "401 unauthorized");
    clock.reset();
    victim.assertUntouched();
  }

  private void replay(Map<Type, MessageLite> requests, String answer) throws IOException {
    for (Map.Entry<Type, MessageLite> request : requests.entrySet()) {
      assertThat(refusedByEnvelope(victim.device(), request.getKey(), request.getValue()))
          .as("%s", request)
          .isEqualTo(answer);
    }
  }

  /** The code of the refusal of an envelope that the route does not even take. */
  private String refusedRoute(TestDevice signer, byte[] envelope) throws IOException {
    return refusal("POST", "/cafe/v0/service", envelope, "X-Textile-Peer: " + signer.peer());
  }

  /** Whatever takes something from the victim, or puts something in its place. */
  private Map<Type, MessageLite> harmful(String shown) {
    byte[] more = {1};
    TestDevice device = victim.device();
    return Map.of(
        Type.CAFE_STORE,
        CafeStore.newBuilder().setToken(shown).addCids(victim.letterId()).build(),
        Type.CAFE_OBJECT,
        Letters.file(shown, more),
        Type.CAFE_UNSTORE,
        CafeUnstore.newBuilder().setToken(shown).addCids(victim.cid()).build(),
        Type.CAFE_STORE_THREAD,
        CafeStoreThread.newBuilder()
            .setToken(shown)
            .setId("t")
            .setCiphertext(ByteString.copyFromUtf8("evil"))
            .build(),
        Type.CAFE_UNSTORE_THREAD,
        CafeUnstoreThread.newBuilder().setToken(shown).setId("t").build(),
        Type.CAFE_CHECK_MESSAGES,
        CafeCheckMessages.newBuilder().setToken(shown).build(),
        Type.CAFE_DELETE_MESSAGES,
        CafeDeleteMessages.newBuilder().setToken(shown).build(),
        Type.CAFE_PUBLISH_PEER,
        CafePublishPeer.newBuilder()
            .setToken(shown)
            .setPeer(
                Peer.newBuilder()
                    .setId(device.peer().toString())
                    .setAddress(device.address())
                    .setName("evil"))
            .build(),
        Type.CAFE_DEREGISTRATION,
        CafeDeregistration.newBuilder().setToken(shown).build());
  }
}
