package cafe.peer.http;

import static cafe.testkit.GeneratedClient.bytes;
import static cafe.testkit.GeneratedClient.refused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.Ed25519PublicKey;
import cafe.identity.Clients;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.NodeIdentity;
import cafe.storage.Contents;
import cafe.testkit.ContractWatch;
import cafe.testkit.GeneratedClient;
import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeCheckMessages;
import cafe.wire.pb.CafeDeleteMessages;
import cafe.wire.pb.CafeDeleteMessagesAck;
import cafe.wire.pb.CafeDeregistration;
import cafe.wire.pb.CafeMessages;
import cafe.wire.pb.CafeObject;
import cafe.wire.pb.CafeObjectList;
import cafe.wire.pb.CafePublishPeer;
import cafe.wire.pb.CafeRefreshSession;
import cafe.wire.pb.CafeRegistration;
import cafe.wire.pb.CafeSession;
import cafe.wire.pb.CafeStore;
import cafe.wire.pb.CafeStoreAck;
import cafe.wire.pb.CafeStoreThread;
import cafe.wire.pb.CafeUnstore;
import cafe.wire.pb.CafeUnstoreAck;
import cafe.wire.pb.CafeUnstoreThread;
import cafe.wire.pb.Envelope;
import cafe.wire.pb.Error;
import cafe.wire.pb.Message;
import cafe.wire.pb.Message.Type;
import cafe.wire.pb.Peer;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Old clients' envelopes over HTTP, and what others make of that route; on each database. */
abstract class ServiceRouteContract {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TestHTTPResource URI base;
  @Inject AccessTokens tokens;
  @Inject Clients clients;
  @Inject NodeIdentity node;

  private GeneratedClient cafe;
  private String token;
  private TestDevice ada;

  @BeforeEach
  void register() {
    cafe = GeneratedClient.of(base);
    token = tokens.create(new NewAccessToken("service", null, null)).text();
    ada = TestDevice.create().register(base, token);
  }

  @Test
  void aClientsWholeLifeInEnvelopes() throws Exception {
    TestDevice eve = TestDevice.create();
    String challenge = eve.requestChallenge(base, token);
    byte[] signature = eve.account().key().sign((challenge + "n").getBytes(UTF_8));
    CafeRegistration registration =
        CafeRegistration.newBuilder()
            .setAddress(eve.address())
            .setValue(challenge)
            .setNonce("n")
            .setSig(ByteString.copyFrom(signature))
            .setToken(token)
            .build();
    CafeSession first =
        ask(eve, Type.CAFE_REGISTRATION, registration, CafeSession.getDefaultInstance());
    assertThat(first.getSubject()).isEqualTo(eve.peer().toString());
    assertThat(clients.find(eve.peer()).orElseThrow().proven())
        .as("an envelope may be a repeated one: it proves no peer")
        .isFalse();
    CafeSession session =
        ask(
            eve,
            Type.CAFE_REFRESH_SESSION,
            CafeRefreshSession.newBuilder()
                .setAccess(first.getAccess())
                .setRefresh(first.getRefresh())
                .build(),
            CafeSession.getDefaultInstance());
    eve.keep(session.getAccess(), session.getRefresh());
    storesAndReleases(eve);
    keepsAThread(eve);
    readsItsMail(eve);
    publishes(eve);
    assertThat(clients.find(eve.peer()).orElseThrow().proven()).isFalse();
    CafeDeregistration leaving = CafeDeregistration.newBuilder().setToken(eve.access()).build();
    assertThat(answer(eve, Type.CAFE_DEREGISTRATION, leaving).getType())
        .isEqualTo(Type.CAFE_DEREGISTRATION_ACK);
    assertThat(clients.find(eve.peer())).isEmpty();
  }

  private void storesAndReleases(TestDevice eve) throws Exception {
    byte[] file = ("a file of " + eve.peer()).getBytes(UTF_8);
    String cid = Contents.file(file).root().toString();
    CafeStore question = CafeStore.newBuilder().setToken(eve.access()).addCids(cid).build();
    assertThat(
            ask(eve, Type.CAFE_STORE, question, CafeObjectList.getDefaultInstance()).getCidsList())
        .containsExactly(cid);
    CafeObject object = Letters.file(eve.access(), file);
    assertThat(ask(eve, Type.CAFE_OBJECT, object, CafeStoreAck.getDefaultInstance()).getId())
        .isEqualTo(cid);
    assertThat(
            bytes(cafe.gateway().getContent(cid, null, null, null, null, null, null, null, null)))
        .isEqualTo(file);
    CafeUnstore release = CafeUnstore.newBuilder().setToken(eve.access()).addCids(cid).build();
    assertThat(
            ask(eve, Type.CAFE_UNSTORE, release, CafeUnstoreAck.getDefaultInstance()).getCidsList())
        .containsExactly(cid);
  }

  private void keepsAThread(TestDevice eve) throws Exception {
    CafeStoreThread thread =
        CafeStoreThread.newBuilder()
            .setToken(eve.access())
            .setId("t")
            .setCiphertext(ByteString.copyFromUtf8("sealed"))
            .build();
    assertThat(answer(eve, Type.CAFE_STORE_THREAD, thread).getType())
        .isEqualTo(Type.CAFE_STORE_THREAD_ACK);
    assertThat(bytes(cafe.snapshots().getSnapshot("t", null, null, eve.authorization())))
        .isEqualTo("sealed".getBytes(UTF_8));
    CafeUnstoreThread gone =
        CafeUnstoreThread.newBuilder().setToken(eve.access()).setId("t").build();
    assertThat(answer(eve, Type.CAFE_UNSTORE_THREAD, gone).getType())
        .isEqualTo(Type.CAFE_UNSTORE_THREAD_ACK);
    refused(404, () -> cafe.snapshots().getSnapshot("t", null, null, eve.authorization()));
  }

  private void readsItsMail(TestDevice eve) throws Exception {
    byte[] letter = Letters.of(ada, "hello " + eve.peer());
    String author = ada.peer().toString();
    String recipient = eve.peer().toString();
    GeneratedClient.send(letter, file -> cafe.inbox().deliverWithHttpInfo(author, recipient, file));
    CafeMessages messages =
        ask(
            eve,
            Type.CAFE_CHECK_MESSAGES,
            CafeCheckMessages.newBuilder().setToken(eve.access()).build(),
            CafeMessages.getDefaultInstance());
    assertThat(messages.getMessagesList())
        .extracting(message -> message.getId())
        .containsExactly(Letters.id(letter));
    CafeDeleteMessagesAck deleted =
        ask(
            eve,
            Type.CAFE_DELETE_MESSAGES,
            CafeDeleteMessages.newBuilder().setToken(eve.access()).build(),
            CafeDeleteMessagesAck.getDefaultInstance());
    assertThat(deleted.getMore()).isFalse();
  }

  private void publishes(TestDevice eve) throws Exception {
    Peer peer =
        Peer.newBuilder()
            .setId(eve.peer().toString())
            .setAddress(eve.address())
            .setName("Eve")
            .build();
    CafePublishPeer publication =
        CafePublishPeer.newBuilder().setToken(eve.access()).setPeer(peer).build();
    assertThat(answer(eve, Type.CAFE_PUBLISH_PEER, publication).getType())
        .isEqualTo(Type.CAFE_PUBLISH_PEER_ACK);
    assertThat(cafe.directory().getPublished(eve.authorization()).getName()).isEqualTo("Eve");
  }

  @Test
  void theHeaderNamesWhoSigned() throws Exception {
    TestDevice other = TestDevice.create().register(base, token);
    byte[] envelope =
        sealed(
            ada,
            Type.CAFE_CHECK_MESSAGES,
            CafeCheckMessages.newBuilder().setToken(ada.access()).build());
    HttpResponse<byte[]> forged = post(other.peer().toString(), envelope);
    assertProblem(forged, "envelope-unsigned");
    assertThat(new String(forged.body(), UTF_8)).contains("\"error\":\"bad signature\"");
    assertProblem(post("nobody", envelope), "peer-id-invalid");
    HttpRequest.Builder anonymous =
        HttpRequest.newBuilder(base.resolve("/cafe/v0/service"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(envelope));
    assertProblem(send(anonymous), "peer-id-invalid");
    CafeCheckMessages stolen = CafeCheckMessages.newBuilder().setToken(ada.access()).build();
    assertRefused(post(other, Type.CAFE_CHECK_MESSAGES, stolen), 403, "forbidden");
  }

  @Test
  void whatIsNoEnvelopeIsRefused() throws Exception {
    String peer = ada.peer().toString();
    assertProblem(post(peer, new byte[0]), "envelope-invalid");
    assertProblem(post(peer, new byte[] {7, 7, 7}), "envelope-invalid");
    assertProblem(post(peer, new byte[] {0x12, 0}), "envelope-invalid");
    assertProblem(post(peer, "{\"message\":{}}".getBytes(UTF_8)), "envelope-invalid");
    assertRefused(
        post(ada, Type.CAFE_STORE, CafeDeregistration.getDefaultInstance()),
        400,
        "mismatched message type: got \"CafeDeregistration\" want \"CafeStore\"");
    assertThat(post(peer, new byte[(4 << 20) + 1]).statusCode()).isEqualTo(413);
  }

  /** Fields of later versions are passed over, wherever they are, and what is kept keeps them. */
  @Test
  void unknownFieldsArePassedOver() throws Exception {
    Envelope good =
        Envelope.parseFrom(sealed(ada, Type.CAFE_STORE_THREAD, future(storeThread("t"))));
    Message message = future(good.getMessage());
    byte[] signature = ada.peerKey().sign(message.toByteArray());
    Envelope sent =
        future(good.toBuilder().setMessage(message).setSig(ByteString.copyFrom(signature)).build());
    assertThat(open(post(ada.peer().toString(), sent.toByteArray())).getType())
        .isEqualTo(Type.CAFE_STORE_THREAD_ACK);
    assertThat(bytes(cafe.snapshots().getSnapshot("t", null, null, ada.authorization())))
        .isEqualTo("sealed".getBytes(UTF_8));

    Peer peer = Peer.newBuilder().setId(ada.peer().toString()).setName("Ada").build();
    CafePublishPeer publication =
        CafePublishPeer.newBuilder()
            .setToken(ada.access())
            .setPeer(future(peer.toBuilder().setAddress(ada.address()).build()))
            .build();
    assertThat(answer(ada, Type.CAFE_PUBLISH_PEER, publication).getType())
        .isEqualTo(Type.CAFE_PUBLISH_PEER_ACK);
    assertThat(cafe.directory().getPublished(ada.authorization()).getName()).isEqualTo("Ada");

    TestDevice eve = TestDevice.create();
    byte[] letter = future(Envelope.parseFrom(Letters.of(eve, "from later"))).toByteArray();
    GeneratedClient.send(
        letter,
        file ->
            cafe.inbox().deliverWithHttpInfo(eve.peer().toString(), ada.peer().toString(), file));
    assertThat(bytes(cafe.inbox().getMessage(Letters.id(letter), ada.authorization())))
        .as("as it was sent")
        .isEqualTo(letter);
  }

  /** A message as somebody writes it who knows one field more. */
  @SuppressWarnings("unchecked")
  private static <T extends MessageLite> T future(T message) throws Exception {
    byte[] text = "later".getBytes(UTF_8);
    ByteString.Output bytes = ByteString.newOutput();
    message.writeTo(bytes);
    CodedOutputStream more = CodedOutputStream.newInstance(bytes);
    more.writeByteArray(9_999, text);
    more.flush();
    T read = (T) message.getParserForType().parseFrom(bytes.toByteString());
    assertThat(read.toByteString()).as("it keeps the field").isEqualTo(bytes.toByteString());
    return read;
  }

  private CafeStoreThread storeThread(String id) {
    return CafeStoreThread.newBuilder()
        .setToken(ada.access())
        .setId(id)
        .setCiphertext(ByteString.copyFromUtf8("sealed"))
        .build();
  }

  private void assertProblem(HttpResponse<byte[]> response, String code) {
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(new String(response.body(), UTF_8)).contains("\"code\":\"" + code + "\"");
  }

  private void assertRefused(HttpResponse<byte[]> response, int code, String text)
      throws Exception {
    Message message = open(response);
    assertThat(message.getType()).isEqualTo(Type.ERROR);
    Error error = Payloads.unpack(message.getPayload(), Error.getDefaultInstance());
    assertThat(error.getCode()).isEqualTo(code);
    assertThat(error.getMessage()).isEqualTo(text);
  }

  private <T extends MessageLite> T ask(TestDevice from, Type type, MessageLite request, T answer)
      throws Exception {
    return Payloads.unpack(answer(from, type, request).getPayload(), answer);
  }

  private Message answer(TestDevice from, Type type, MessageLite request) throws Exception {
    String peer = from.peer().toString();
    return opened(
        bytes(
            GeneratedClient.send(
                sealed(from, type, request), file -> cafe.directory().service(peer, file))));
  }

  private Message open(HttpResponse<byte[]> response) throws Exception {
    assertThat(response.statusCode()).isEqualTo(200);
    return opened(response.body());
  }

  /** The answer's message; the cafe has signed it. */
  private Message opened(byte[] answer) throws Exception {
    Envelope envelope = Envelope.parseFrom(answer);
    Ed25519PublicKey key = node.publicKey();
    assertThat(key.verify(envelope.getMessage().toByteArray(), envelope.getSig().toByteArray()))
        .isTrue();
    assertThat(envelope.getMessage().getResponse()).isTrue();
    return envelope.getMessage();
  }

  private static byte[] sealed(TestDevice from, Type type, MessageLite payload) {
    return Envelopes.sign(Envelopes.request(type, payload), new TestNode(from.peerKey()))
        .toByteArray();
  }

  private HttpResponse<byte[]> post(TestDevice from, Type type, MessageLite payload)
      throws Exception {
    return post(from.peer().toString(), sealed(from, type, payload));
  }

  private HttpResponse<byte[]> post(String peer, byte[] envelope) throws Exception {
    return send(
        HttpRequest.newBuilder(base.resolve("/cafe/v0/service/"))
            .header("X-Textile-Peer", peer)
            .POST(HttpRequest.BodyPublishers.ofByteArray(envelope)));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return ContractWatch.seen(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
  }
}
