package cafe.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.RawHttp;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.Envelope;
import cafe.wire.pb.Error;
import cafe.wire.pb.Message;
import cafe.wire.pb.Message.Type;
import com.google.protobuf.MessageLite;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A victim with one of everything, and an attacker who is a client of the same cafe. */
abstract class Attack {

  static final byte[] NONE = {};

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;

  String token = "";
  Belongings victim;
  TestDevice mallory;

  @BeforeEach
  void settle() throws IOException {
    token = tokens.create(new NewAccessToken("attack", null, null)).text();
    victim = Belongings.settle(base, token);
    mallory = TestDevice.create().register(base, token);
  }

  /** The field by which a client says who it is. */
  static String as(TestDevice device) {
    return "Authorization: Basic " + device.access();
  }

  static byte[] json(String text) {
    return text.getBytes(UTF_8);
  }

  RawHttp.Answer send(String method, String target, byte[] body, String... fields)
      throws IOException {
    return new Call(base, method, target, List.of(fields), body).send();
  }

  /** Sends what is to be refused, and returns the code of the refusal. */
  String refusal(String method, String target, byte[] body, String... fields) throws IOException {
    Call call = new Call(base, method, target, List.of(fields), body);
    return Refusals.code(call, call.send());
  }

  /** Delivers as anybody may, and returns the status. */
  int deliver(String from, String to, byte[] letter) throws IOException {
    return send("POST", "/api/v1/inbox/" + from + "/" + to, letter).status();
  }

  int deliver(TestDevice from, TestDevice to, byte[] letter) throws IOException {
    return deliver(from.peer().toString(), to.peer().toString(), letter);
  }

  /** The old check, as it comes: a page of the messages that wait for a client. */
  String check(TestDevice device) throws IOException {
    RawHttp.Answer answer = send("GET", "/api/v1/inbox/" + device.peer(), NONE, as(device));
    assertThat(answer.status()).isEqualTo(200);
    return answer.text();
  }

  static byte[] sealed(TestDevice from, Type type, @Nullable MessageLite payload) {
    return Envelopes.sign(Envelopes.request(type, payload), new TestNode(from.peerKey()))
        .toByteArray();
  }

  /** Sends an envelope by the old service route. */
  RawHttp.Answer serve(TestDevice signer, byte[] envelope) throws IOException {
    return send("POST", "/cafe/v0/service", envelope, "X-Textile-Peer: " + signer.peer());
  }

  /** Asks by an envelope for what is to be refused by another: its code and its text. */
  String refusedByEnvelope(TestDevice signer, Type type, MessageLite request) throws IOException {
    RawHttp.Answer answer = serve(signer, sealed(signer, type, request));
    assertThat(answer.status()).as("%s", type).isEqualTo(200);
    Message message = Envelope.parseFrom(answer.body()).getMessage();
    assertThat(message.getType()).as("%s", type).isEqualTo(Type.ERROR);
    Error error = Payloads.unpack(message.getPayload(), Error.getDefaultInstance());
    return error.getCode() + " " + error.getMessage();
  }
}
