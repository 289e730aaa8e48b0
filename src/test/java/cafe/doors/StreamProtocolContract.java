package cafe.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import cafe.wire.Envelopes;
import cafe.wire.Frames;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeChallenge;
import cafe.wire.pb.CafeCheckMessages;
import cafe.wire.pb.CafeDeleteMessages;
import cafe.wire.pb.CafeDeliverMessage;
import cafe.wire.pb.CafeMessages;
import cafe.wire.pb.CafeNonce;
import cafe.wire.pb.CafePublishPeer;
import cafe.wire.pb.CafeStore;
import cafe.wire.pb.CafeStoreThread;
import cafe.wire.pb.CafeUnstore;
import cafe.wire.pb.CafeUnstoreThread;
import cafe.wire.pb.Envelope;
import cafe.wire.pb.Error;
import cafe.wire.pb.Message;
import cafe.wire.pb.Message.Type;
import cafe.wire.pb.PubSubQuery;
import cafe.wire.pb.Query;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * {@code /textile/cafe/1.0.0} itself: one persistent stream, answers in order and none to one-way
 * messages, payloads and texts as the original's clients want them.
 */
abstract class StreamProtocolContract extends StreamContract {

  /** Requests that a session may make, with the types of their answers. */
  private Map<Message, Type> requests() {
    String token = ada.access();
    Map<Message, Type> requests = new LinkedHashMap<>();
    requests.put(
        Envelopes.request(Type.CAFE_STORE, CafeStore.newBuilder().setToken(token).build()),
        Type.CAFE_OBJECT_LIST);
    requests.put(
        Envelopes.request(Type.CAFE_UNSTORE, CafeUnstore.newBuilder().setToken(token).build()),
        Type.CAFE_UNSTORE_ACK);
    requests.put(check(), Type.CAFE_MESSAGES);
    requests.put(
        Envelopes.request(
            Type.CAFE_DELETE_MESSAGES, CafeDeleteMessages.newBuilder().setToken(token).build()),
        Type.CAFE_DELETE_MESSAGES_ACK);
    requests.put(
        Envelopes.request(
            Type.CAFE_UNSTORE_THREAD,
            CafeUnstoreThread.newBuilder().setToken(token).setId("t").build()),
        Type.CAFE_UNSTORE_THREAD_ACK);
    requests.put(
        Envelopes.request(
            Type.CAFE_CHALLENGE, CafeChallenge.newBuilder().setAddress(ada.address()).build()),
        Type.CAFE_NONCE);
    return requests;
  }

  private Message check() {
    return Envelopes.request(
        Type.CAFE_CHECK_MESSAGES, CafeCheckMessages.newBuilder().setToken(ada.access()).build());
  }

  /** Q1, Q3: all at once in one write; a delivery among them leaves no gap. */
  @Test
  void answersComeInOrderAndEveryOneHasAPayload() throws IOException {
    Map<Message, Type> requests = requests();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<Message> sent = new ArrayList<>();
    int number = 0;
    for (Message request : requests.keySet()) {
      Message numbered = request.toBuilder().setRequest(number++).build();
      sent.add(numbered);
      all.write(Frames.frame(client.sealed(delivery(ada, "letter " + number))));
      all.write(Frames.frame(client.sealed(numbered)));
    }
    client.stream().output().write(all.toByteArray());
    List<Type> types = List.copyOf(requests.values());
    for (int i = 0; i < types.size(); i++) {
      Message answer = client.next();
      assertThat(answer.getType()).isEqualTo(types.get(i));
      assertThat(answer.getRequest()).isEqualTo(sent.get(i).getRequest());
      assertThat(answer.getResponse()).isTrue();
      assertThat(answer.hasPayload()).isTrue();
      assertThat(answer.getPayload().getTypeUrl()).startsWith("type.googleapis.com/Cafe");
    }
    client.assertNothingWasAnswered();
  }

  /** Texts that clients compare: exactly {@code unauthorized} makes them refresh. */
  @Test
  void q2OnlyAMissingOrEndedTokenIsUnauthorized() throws IOException {
    assertError(checkWith(""), 401, "unauthorized");
    assertError(checkWith("nonsense"), 401, "unauthorized");
    assertError(checkWith(ada.refresh()), 403, "forbidden");
    TestDevice ben = TestDevice.create().register(base, accessToken());
    assertError(checkWith(ben.access()), 403, "forbidden");
    clock.advance(java.time.Duration.ofDays(29));
    assertError(checkWith(ada.access()), 401, "unauthorized");
  }

  private Message checkWith(String token) throws IOException {
    return client.ask(
        Type.CAFE_CHECK_MESSAGES, CafeCheckMessages.newBuilder().setToken(token).build());
  }

  private static void assertError(Message answer, int code, String text) {
    assertThat(answer.getType()).isEqualTo(Type.ERROR);
    assertThat(answer.getResponse()).isTrue();
    assertThat(answer.getPayload().getTypeUrl()).isEqualTo("type.googleapis.com/Error");
    assertThat(Payloads.unpack(answer.getPayload(), Error.getDefaultInstance()))
        .isEqualTo(Error.newBuilder().setCode(code).setMessage(text).build());
  }

  /** Q14: the original resets the stream for these; an error is kinder, and the stream lives. */
  @Test
  void malformedPayloadsAreBadRequests() throws IOException {
    Any garbage = any("type.googleapis.com/CafeStore", new byte[] {10, 99, 1});
    Any other = Payloads.pack(CafeNonce.getDefaultInstance());
    Any nameless = any("CafeCheckMessages", new byte[0]);
    for (Type type :
        List.of(
            Type.CAFE_CHALLENGE,
            Type.CAFE_REGISTRATION,
            Type.CAFE_REFRESH_SESSION,
            Type.CAFE_DEREGISTRATION,
            Type.CAFE_STORE,
            Type.CAFE_OBJECT,
            Type.CAFE_UNSTORE,
            Type.CAFE_STORE_THREAD,
            Type.CAFE_UNSTORE_THREAD,
            Type.CAFE_CHECK_MESSAGES,
            Type.CAFE_DELETE_MESSAGES,
            Type.CAFE_PUBLISH_PEER)) {
      assertError(client.ask(type, null), 400, "message is nil");
      for (Any payload : List.of(garbage, other, nameless)) {
        Message message =
            Message.newBuilder().setType(type).setRequest(5).setPayload(payload).build();
        client.send(client.sealed(message));
        Message answer = client.next();
        assertThat(answer.getRequest()).isEqualTo(5);
        Error error = Payloads.unpack(answer.getPayload(), Error.getDefaultInstance());
        assertThat(error.getMessage())
            .matches(
                payload.equals(nameless)
                    ? "message type url \"CafeCheckMessages\" is invalid"
                    : type == Type.CAFE_STORE && payload.equals(garbage)
                        ? "unexpected EOF"
                        : "mismatched message type: got \"Cafe\\w+\" want \"Cafe\\w+\""
                            + (payload.equals(garbage) ? "|bad request" : ""));
        assertError(answer, 400, error.getMessage());
      }
    }
    assertThat(clients.find(ada.peer())).as("and is still a client").isPresent();
  }

  private static Any any(String url, byte[] value) {
    return Any.newBuilder().setTypeUrl(url).setValue(ByteString.copyFrom(value)).build();
  }

  /** What must not be answered is not answered, whatever is wrong with it. */
  @Test
  void oneWayAndUnknownMessagesAreNeverAnswered() throws IOException {
    byte[] manyFields = new byte[200];
    for (int i = 0; i < manyFields.length; i += 2) {
      manyFields[i] = 10;
    }
    List<Any> payloads =
        List.of(
            Payloads.pack(CafeDeliverMessage.getDefaultInstance()),
            Payloads.pack(CafeNonce.getDefaultInstance()),
            any("type.googleapis.com/CafeDeliverMessage", new byte[] {10, 99}),
            any("type.googleapis.com/CafeDeliverMessage", manyFields),
            any("type.googleapis.com/PubSubQuery", new byte[300_000]));
    for (int type :
        new int[] {
          Type.CAFE_DELIVER_MESSAGE_VALUE,
          Type.CAFE_YOU_HAVE_MAIL_VALUE,
          Type.CAFE_PUBSUB_QUERY_VALUE,
          Type.CAFE_PUBSUB_QUERY_RES_VALUE,
          Type.CAFE_QUERY_VALUE,
          Type.CAFE_NONCE_VALUE,
          Type.THREAD_ENVELOPE_VALUE,
          Type.PONG_VALUE,
          Type.ERROR_VALUE,
          9999
        }) {
      client.send(client.sealed(Message.newBuilder().setTypeValue(type).build()));
      for (Any payload : payloads) {
        client.send(
            client.sealed(Message.newBuilder().setTypeValue(type).setPayload(payload).build()));
      }
      client.assertNothingWasAnswered();
    }
  }

  @Test
  void whatItsPeerDidNotSignIsPassedOver() throws IOException {
    TestDevice eve = TestDevice.create();
    byte[] forged = Envelopes.sign(check(), new cafe.testkit.TestNode(eve.peerKey())).toByteArray();
    byte[] unsigned = Envelope.newBuilder().setMessage(check()).build().toByteArray();
    byte[] changed = client.sealed(check());
    changed[changed.length - 1] ^= 1;
    byte[] empty =
        Envelope.newBuilder().setSig(ByteString.copyFrom(new byte[64])).build().toByteArray();
    for (byte[] envelope : List.of(forged, unsigned, changed, empty, new byte[0])) {
      client.send(envelope);
      client.assertNothingWasAnswered();
    }
  }

  @Test
  void whatIsNoEnvelopeEndsItsStreamOnly() throws IOException {
    for (byte[] garbage : List.of(new byte[] {7, 7}, new byte[] {10, 99, 0})) {
      client.send(garbage);
      assertThatThrownBy(client::next).isInstanceOf(IOException.class);
      client.reopen();
      client.assertNothingWasAnswered();
    }
    // A length of seventeen MiB, announced and not sent.
    client.stream().output().write(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0xc0, 8});
    assertThatThrownBy(client::next).isInstanceOf(IOException.class);
    client.reopen();
    assertThat(client.ask(Type.CAFE_CHECK_MESSAGES, payload(check())).getType())
        .isEqualTo(Type.CAFE_MESSAGES);
  }

  private static CafeCheckMessages payload(Message check) {
    return Payloads.unpack(check.getPayload(), CafeCheckMessages.getDefaultInstance());
  }

  /** After an error a client sends the very same envelope again, on a new stream. */
  @Test
  void retriesAreTolerated() throws IOException {
    String token = ada.access();
    byte[] file = "a file".getBytes(StandardCharsets.UTF_8);
    String cid = Letters.id(file);
    List<MessageLite> payloads =
        List.of(
            CafeStore.newBuilder().setToken(token).addCids(cid).build(),
            Letters.file(token, file),
            CafeStoreThread.newBuilder()
                .setToken(token)
                .setId("t")
                .setCiphertext(ByteString.copyFrom(file))
                .build(),
            CafeUnstoreThread.newBuilder().setToken(token).setId("t").build(),
            CafeUnstore.newBuilder().setToken(token).addCids(cid).build());
    List<Type> types =
        List.of(
            Type.CAFE_STORE,
            Type.CAFE_OBJECT,
            Type.CAFE_STORE_THREAD,
            Type.CAFE_UNSTORE_THREAD,
            Type.CAFE_UNSTORE);
    for (int i = 0; i < types.size(); i++) {
      byte[] envelope = client.sealed(Envelopes.request(types.get(i), payloads.get(i)));
      client.send(envelope);
      Message first = client.next();
      client.reopen();
      client.send(envelope);
      assertThat(client.next().getType()).isEqualTo(first.getType()).isNotEqualTo(Type.ERROR);
    }
    byte[] letter = client.sealed(delivery(ada, "twice"));
    client.send(letter);
    client.assertNothingWasAnswered();
    client.reopen();
    client.send(letter);
    Message page = client.ask(Type.CAFE_CHECK_MESSAGES, payload(check()));
    assertThat(
            Payloads.unpack(page.getPayload(), CafeMessages.getDefaultInstance()).getMessagesList())
        .hasSize(1);
  }

  @Test
  void aPeerThatClosesItsHalfGetsItsAnswersAndTheEnd() throws IOException {
    client.send(client.sealed(check()));
    client.send(client.sealed(check()));
    client.stream().closeWrite();
    assertThat(client.next().getType()).isEqualTo(Type.CAFE_MESSAGES);
    assertThat(client.next().getType()).isEqualTo(Type.CAFE_MESSAGES);
    assertThat(client.stream().input().read()).isEqualTo(-1);
  }

  /** One stream is served in order, several side by side. */
  @Test
  void streamsOfOnePeerDoNotWaitForEachOther() throws Exception {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      StreamClient other = new StreamClient(ada, host());
      all.add(
          CompletableFuture.runAsync(
              () -> {
                try (other) {
                  for (int j = 0; j < 20; j++) {
                    Message answer = other.ask(Type.CAFE_CHECK_MESSAGES, payload(check()));
                    assertThat(answer.getType()).isEqualTo(Type.CAFE_MESSAGES);
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              }));
    }
    // Half a frame on this one stands still meanwhile.
    client.stream().output().write(new byte[] {50, 1, 2});
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
  }

  /** W9: the original crashed. */
  @Test
  void w9WhatMadeTheOriginalCrash() throws IOException {
    assertError(
        client.ask(
            Type.CAFE_PUBLISH_PEER, CafePublishPeer.newBuilder().setToken(ada.access()).build()),
        400,
        "bad request");
    Message withoutMessage =
        Envelopes.request(
            Type.CAFE_DELIVER_MESSAGE,
            CafeDeliverMessage.newBuilder()
                .setClient(ada.peer().toString())
                .setEnv(ByteString.copyFrom(new byte[] {18, 0}))
                .build());
    client.send(client.sealed(withoutMessage));
    client.send(
        Type.CAFE_PUBSUB_QUERY, PubSubQuery.newBuilder().setType(Query.Type.CONTACTS).build());
    client.assertNothingWasAnswered();
  }
}
