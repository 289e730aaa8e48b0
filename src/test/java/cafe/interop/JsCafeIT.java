package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import cafe.kernel.PeerId;
import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeChallenge;
import cafe.wire.pb.CafeNonce;
import cafe.wire.pb.CafeObject;
import cafe.wire.pb.CafePublishPeer;
import cafe.wire.pb.CafePublishPeerAck;
import cafe.wire.pb.CafeStoreAck;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Message;
import cafe.wire.pb.Peer;
import cafe.wire.pb.PubSubQuery;
import cafe.wire.pb.PubSubQueryResults;
import cafe.wire.pb.Query;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged cafe and js-libp2p with Helia, over TCP and the WebSocket of the HTTP port. */
@Tag("interop")
@ExtendWith(SharedCafe.class)
class JsCafeIT {
  private static final String TOPIC = "/textile/cafe/1.0.0";
  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final HexFormat HEX = HexFormat.of();

  private CafeProcess cafe;
  private ForeignPeer js;
  private TestDevice device;

  @BeforeEach
  void start(CafeProcess shared) throws IOException {
    cafe = shared;
    js = ForeignPeer.js();
    device = TestDevice.create();
  }

  @AfterEach
  void stop() throws IOException {
    js.close();
  }

  private void startAs(TestDevice self, String security, String muxer) {
    JsonNode started =
        js.call(
            "start",
            "seed",
            HEX.formatHex(self.peerKey().seed()),
            "security",
            List.of(security),
            "muxers",
            List.of(muxer));
    assertThat(started.path("peer").asText()).isEqualTo(self.peer().toString());
  }

  /** Ping, identify, and requests of the cafe protocol, small and large. */
  @ParameterizedTest
  @CsvSource({
    "ws,noise,yamux,/noise,/yamux/1.0.0",
    "ws,noise,mplex,/noise,/mplex/6.7.0",
    "ws,tls,yamux,/tls/1.0.0,/yamux/1.0.0",
    "tcp,noise,yamux,/noise,/yamux/1.0.0",
    "tcp,tls,mplex,/tls/1.0.0,/mplex/6.7.0"
  })
  void itSpeaksTheCafeProtocol(
      String transport, String security, String muxer, String securityId, String muxerId)
      throws Exception {
    startAs(device, security, muxer);
    JsonNode connected = js.call("connect", "addr", cafe.address(transport));
    assertThat(connected.path("peer").asText()).isEqualTo(cafe.peer());
    assertThat(connected.path("security").asText()).isEqualTo(securityId);
    assertThat(connected.path("muxer").asText()).isEqualTo(muxerId);
    js.call("ping", "peer", cafe.peer(), "count", 3);
    JsonNode known = js.call("identify", "peer", cafe.peer());
    assertThat(known.path("protocols").toString()).contains(TOPIC, "/ipfs/bitswap/1.2.0");
    assertThat(known.path("listenAddrs").toString()).contains("/tcp/" + cafe.url().getPort());

    device.register(cafe.url(), cafe.token());
    CafeChallenge challenge = CafeChallenge.newBuilder().setAddress(device.address()).build();
    CafeNonce nonce = ask(Message.Type.CAFE_CHALLENGE, challenge, CafeNonce.getDefaultInstance());
    assertThat(nonce.getValue()).hasSize(27);
    byte[] file = random(2_500_000);
    CafeObject object = Letters.file(device.access(), file);
    CafeStoreAck ack = ask(Message.Type.CAFE_OBJECT, object, CafeStoreAck.getDefaultInstance());
    assertThat(ack.getId()).isEqualTo(Letters.id(file));
  }

  /** A signed request, and the payload of the cafe's signed answer. */
  private <T extends MessageLite> T ask(Message.Type type, MessageLite payload, T answer)
      throws Exception {
    JsonNode frame = js.call("cafe.request", "peer", cafe.peer(), "raw", signed(type, payload));
    Message message =
        Envelopes.verify(HEX.parseHex(frame.path("frame").asText()), PeerId.parse(cafe.peer()));
    return Payloads.unpack(message.getPayload(), answer);
  }

  private String signed(Message.Type type, MessageLite payload) {
    TestNode node = new TestNode(device.peerKey());
    return HEX.formatHex(Envelopes.sign(Envelopes.request(type, payload), node).toByteArray());
  }

  /** Helia reads what the cafe got over HTTP; the cafe is its only peer. */
  @ParameterizedTest
  @CsvSource({"ws,noise,yamux", "ws,tls,mplex", "tcp,noise,yamux"})
  void heliaReadsAFile(String transport, String security, String muxer) throws Exception {
    byte[] file = random(5_000_000);
    device.register(cafe.url(), cafe.token());
    String cid = cafe.store(device, file);
    startAs(TestDevice.create(), security, muxer);
    js.call("connect", "addr", cafe.address(transport));
    JsonNode got = js.callFor(LONG, "file.get", "cid", cid);
    assertThat(got.path("size").asInt()).isEqualTo(file.length);
    assertThat(got.path("sha256").asText()).isEqualTo(OurHost.hex(OurHost.sha256().digest(file)));
  }

  @Test
  void mailAndQueriesGoOverPubsub() throws Exception {
    device.register(cafe.url(), cafe.token());
    startAs(device, "noise", "yamux");
    js.call("connect", "addr", cafe.address("ws"));
    Peer self =
        Peer.newBuilder()
            .setId(device.peer().toString())
            .setAddress(device.address())
            .setName("Jo in a browser " + device.peer())
            .build();
    CafePublishPeer publish =
        CafePublishPeer.newBuilder().setToken(device.access()).setPeer(self).build();
    ask(Message.Type.CAFE_PUBLISH_PEER, publish, CafePublishPeerAck.getDefaultInstance());

    String mailbox = TOPIC + "/" + device.peer();
    js.call("pubsub.subscribe", "topic", mailbox);
    JsonNode mail =
        Patience.until(
            () -> deliver(TestDevice.create()),
            () -> js.callFor(MOMENT, "pubsub.next", "topic", mailbox));
    assertThat(opened(mail.path("hex")).getType()).isEqualTo(Message.Type.CAFE_YOU_HAVE_MAIL);

    js.call("pubsub.subscribe", "topic", TOPIC);
    js.call("stream.handle", "protocol", TOPIC);
    JsonNode accepted =
        Patience.until(
            () -> js.call("pubsub.publish", "topic", TOPIC, "hex", query(self.getName())),
            () -> js.callFor(MOMENT, "stream.accept", "protocol", TOPIC));
    assertThat(accepted.path("peer").asText()).isEqualTo(cafe.peer());
    JsonNode frame =
        js.call("stream.read", "stream", accepted.path("stream").asInt(), "frame", true);
    PubSubQueryResults results =
        Payloads.unpack(
            opened(frame.path("hex")).getPayload(), PubSubQueryResults.getDefaultInstance());
    assertThat(results.getResults().getItemsList()).hasSize(1);
    assertThat(results.getResults().getItems(0).getId()).isEqualTo(device.peer().toString());
  }

  private String query(String name) {
    PubSubQuery query =
        PubSubQuery.newBuilder()
            .setId("query " + random(8)[0] + System.nanoTime())
            .setType(Query.Type.CONTACTS)
            .setPayload(Payloads.packBare(ContactQuery.newBuilder().setName(name).build()))
            .build();
    return signed(Message.Type.CAFE_PUBSUB_QUERY, query);
  }

  private Message opened(JsonNode hex) {
    return Envelopes.verify(HEX.parseHex(hex.asText()), PeerId.parse(cafe.peer()));
  }

  private void deliver(TestDevice author) {
    String path = "/api/v1/inbox/" + author.peer() + "/" + device.peer();
    HttpResponse<String> answer =
        TestDevice.send(
            HttpRequest.newBuilder(cafe.url().resolve(path))
                .POST(HttpRequest.BodyPublishers.ofByteArray(Letters.of(author, "hello"))));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  /** Each address that the cafe tells to programs and to people can be dialed. */
  @Test
  void everyAddressThatIsToldCanBeDialed() {
    startAs(device, "noise", "yamux");
    HttpResponse<String> info =
        TestDevice.send(HttpRequest.newBuilder(cafe.url().resolve("/cafe")).GET());
    JsonNode addresses = ForeignPeer.json(info.body()).path("addresses");
    assertThat(addresses).hasSizeGreaterThanOrEqualTo(2);
    assertThat(addresses.toString()).contains("/ws/p2p/");
    HttpResponse<String> page =
        TestDevice.send(
            HttpRequest.newBuilder(cafe.url().resolve("/")).header("Accept", "text/html").GET());
    for (JsonNode address : addresses) {
      assertThat(page.body()).contains(address.asText());
      assertThatCode(() -> js.call("handshakes", "addr", address.asText(), "count", 1))
          .as(address.asText())
          .doesNotThrowAnyException();
      JsonNode connected = js.call("connect", "addr", address.asText());
      assertThat(connected.path("peer").asText()).isEqualTo(cafe.peer());
      js.call("disconnect", "peer", cafe.peer());
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
