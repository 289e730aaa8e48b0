package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.client.ApiException;
import cafe.client.GatewayApi;
import cafe.client.InboxApi;
import cafe.client.Publication;
import cafe.ipld.Cid;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.kernel.PeerId;
import cafe.testkit.GeneratedClient;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Message;
import cafe.wire.pb.PubSubQuery;
import cafe.wire.pb.Query;
import cafe.wire.pb.ThreadEnvelope;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged cafe and Kubo, whose only connection it is. */
@Tag("interop")
@ExtendWith(SharedCafe.class)
class KuboCafeIT {
  private static final int FILE = 64 << 20;
  private static final String TOPIC = "/textile/cafe/1.0.0";

  @TempDir private Path folder;
  private CafeProcess cafe;
  private Kubo kubo;
  private TestDevice device;

  @BeforeEach
  void start(CafeProcess shared) throws Exception {
    cafe = shared;
    kubo = new Kubo(folder.resolve("kubo"));
    device = TestDevice.create().register(cafe.url(), cafe.token());
  }

  @AfterEach
  void stop() {
    kubo.close();
  }

  /** Over TCP, and over the WebSocket of the HTTP port. */
  @ParameterizedTest
  @ValueSource(strings = {"tcp", "ws"})
  void itReadsALargeFileThatTheCafeHolds(String transport) throws Exception {
    byte[] file = random(FILE);
    String cid = cafe.store(device, file);
    kubo.call("swarm/connect", cafe.address(transport));
    JsonNode peers = kubo.call("swarm/peers").path("Peers");
    assertThat(peers).hasSize(1);
    assertThat(peers.path(0).path("Addr").asText().endsWith("/ws"))
        .isEqualTo(transport.equals("ws"));
    assertThat(KuboTest.sha256(kubo.stream("cat", cid)))
        .isEqualTo(OurHost.hex(OurHost.sha256().digest(file)));
  }

  /**
   * A message whose block and parents only Kubo has, in the name of Kubo's own key: the cafe takes
   * both from it, and gives them to others when it is gone.
   */
  @Test
  void theCafeFetchesFromIt() throws Exception {
    TestNode author = new TestNode(kubo.key());
    byte[] block = random(2_500_000);
    byte[] earlier = random(1000);
    PbNode node =
        new PbNode(
            List.of(
                new PbLink(Cid.parse(kubo.add(block)), "block", block.length),
                new PbLink(Cid.parse(kubo.add(earlier)), "parents", earlier.length)),
            ByteBuffer.wrap(new byte[] {8, 1}));
    ThreadEnvelope update =
        ThreadEnvelope.newBuilder()
            .setThread("thread")
            .setNode(ByteString.copyFromUtf8(ObjectJson.encode(node)))
            .build();
    Message message = Envelopes.request(Message.Type.THREAD_ENVELOPE, update);
    byte[] envelope = Envelopes.sign(message, author).toByteArray();
    kubo.call("swarm/connect", cafe.address("tcp"));
    InboxApi inbox = GeneratedClient.of(cafe.url()).inbox();
    String from = author.peerId().toString();
    String to = device.peer().toString();
    GeneratedClient.send(envelope, body -> inbox.deliverWithHttpInfo(from, to, body));
    kubo.close();

    assertThat(get(node.links().get(0).cid())).isEqualTo(block);
    assertThat(get(node.links().get(1).cid())).isEqualTo(earlier);
  }

  private byte[] get(Cid cid) throws ApiException {
    GatewayApi gateway = GeneratedClient.of(cafe.url()).gateway();
    return GeneratedClient.bytes(
        gateway.getContent(cid.toString(), null, null, null, null, null, null, null, null));
  }

  /** A query that Kubo publishes is answered on the topic that it names. */
  @Test
  void theyHearEachOtherOverPubsub() throws Exception {
    String name = "found by Kubo " + device.peer();
    publishSelf(name);
    String topic = TOPIC + "/" + kubo.peer();
    kubo.call("swarm/connect", cafe.address("tcp"));
    BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    Thread all = Thread.startVirtualThread(() -> follow(TOPIC, heard));
    BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();
    Thread own = Thread.startVirtualThread(() -> follow(topic, answers));
    JsonNode[] answer = new JsonNode[1];
    Patience.until(
        () -> {
          try {
            kubo.upload("pubsub/pub", query(name, topic), name(TOPIC)).close();
            answer[0] = answers.poll(1, TimeUnit.SECONDS);
            return answer[0] != null;
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(answer[0].path("from").asText()).isEqualTo(cafe.peer());
    byte[] data = Base64.getUrlDecoder().decode(answer[0].path("data").asText().substring(1));
    Message results = Envelopes.verify(data, PeerId.parse(cafe.peer()));
    assertThat(results.getType()).isEqualTo(Message.Type.CAFE_PUBSUB_QUERY_RES);
    assertThat(results.toString()).contains(device.peer().toString());
    all.interrupt();
    own.interrupt();
  }

  private void publishSelf(String name) throws ApiException {
    GeneratedClient.of(cafe.url())
        .directory()
        .publish(new Publication().name(name), device.authorization());
  }

  private byte[] query(String wanted, String topic) throws IOException {
    ContactQuery contact = ContactQuery.newBuilder().setName(wanted).build();
    PubSubQuery query =
        PubSubQuery.newBuilder()
            .setId("query " + System.nanoTime())
            .setType(Query.Type.CONTACTS)
            .setPayload(Payloads.packBare(contact))
            .setResponseType(PubSubQuery.ResponseType.PUBSUB)
            .setTopic(topic)
            .build();
    Message message = Envelopes.request(Message.Type.CAFE_PUBSUB_QUERY, query);
    return Envelopes.sign(message, new TestNode(kubo.key())).toByteArray();
  }

  private void follow(String topic, BlockingQueue<JsonNode> into) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                kubo.stream("pubsub/sub", name(topic)), StandardCharsets.UTF_8))) {
      ObjectMapper json = new ObjectMapper();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        into.add(json.readTree(line));
      }
    } catch (IOException | InterruptedException e) {
      // The test is over.
    }
  }

  /** A topic as Kubo's interface wants it: multibase. */
  private static String name(String topic) {
    byte[] bytes = topic.getBytes(StandardCharsets.UTF_8);
    return "u" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }
}
