package cafe.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.ipld.Cid;
import cafe.ipld.Multihash;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.kernel.NodeAddresses;
import cafe.kernel.NodeIdentity;
import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.bitswap.Bitswap;
import cafe.libp2p.bitswap.BitswapLimits;
import cafe.libp2p.bitswap.BlockSource;
import cafe.libp2p.host.HostBuilder;
import cafe.libp2p.identify.Ping;
import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.peer.PeerNode;
import cafe.storage.Blocks;
import cafe.storage.Content;
import cafe.storage.Contents;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.pb.Message;
import cafe.wire.pb.ThreadEnvelope;
import com.google.protobuf.ByteString;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a message only names, and its sender has; on each database. */
abstract class SenderBlocksContract {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final SecureRandom RANDOM = new SecureRandom();

  @TestHTTPResource URI base;
  @Inject AccessTokens tokens;
  @Inject NodeIdentity node;
  @Inject NodeAddresses addresses;
  @Inject PeerNode peers;
  @Inject Blocks blocks;

  private final Map<Multihash, byte[]> held = new ConcurrentHashMap<>();
  private final List<Cid> wanted = new CopyOnWriteArrayList<>();
  private final TestDevice eve = TestDevice.create();
  private TestDevice ada;
  private Host host;
  private Bitswap bitswap;

  @BeforeEach
  void start() throws Exception {
    ada =
        TestDevice.create()
            .register(base, tokens.create(new NewAccessToken("test", null, null)).text());
    host =
        new HostBuilder(new Ed25519IdentityKey(eve.peerKey().seed()), RANDOM, Clock.systemUTC())
            .listen("/ip4/127.0.0.1/tcp/0")
            .start();
    bitswap = new Bitswap(host, new Held(), BitswapLimits.defaults());
  }

  @AfterEach
  void stop() {
    bitswap.close();
    host.close();
  }

  /** Serves what the sender has. */
  private final class Held implements BlockSource {
    @Override
    public Map<Cid, Integer> sizes(Collection<Cid> cids) {
      wanted.addAll(cids);
      return cids.stream()
          .filter(cid -> held.containsKey(cid.multihash()))
          .collect(Collectors.toMap(cid -> cid, cid -> held.get(cid.multihash()).length));
    }

    @Override
    public Optional<byte[]> read(Cid cid) {
      return Optional.ofNullable(held.get(cid.multihash()));
    }
  }

  private Connection connect() throws Exception {
    List<Multiaddr> tcp =
        addresses.addresses().stream()
            .filter(address -> !address.contains("/ws"))
            .map(Multiaddr::parse)
            .toList();
    Connection connection = host.connect(node.peerId(), tcp, TIMEOUT);
    // Whoever answers on a connection knows of it.
    assertThat(Ping.ping(connection, RANDOM, TIMEOUT)).isPositive();
    return connection;
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** A file that the sender has and the cafe has not. */
  private Cid file(int size) {
    Content file = Contents.file(random(size));
    file.blocks(
        block -> {
          byte[] bytes = new byte[block.size()];
          block.bytes().get(bytes);
          held.put(block.hash(), bytes);
        });
    return file.root();
  }

  private void deliver(Cid block, Cid parents) {
    deliver(eve, block, parents);
  }

  private void deliver(TestDevice author, Cid block, Cid parents) {
    PbNode update =
        new PbNode(
            List.of(new PbLink(block, "block", 1), new PbLink(parents, "parents", 1)),
            ByteBuffer.wrap(new byte[] {8, 1}));
    ThreadEnvelope envelope =
        ThreadEnvelope.newBuilder()
            .setThread("thread")
            .setNode(ByteString.copyFromUtf8(ObjectJson.encode(update)))
            .build();
    Message message = Envelopes.request(Message.Type.THREAD_ENVELOPE, envelope);
    byte[] signed = Envelopes.sign(message, new TestNode(author.peerKey())).toByteArray();
    HttpResponse<String> answer =
        TestDevice.send(
            ada.request(base, "/api/v1/inbox/" + author.peer() + "/" + ada.peer())
                .POST(BodyPublishers.ofByteArray(signed)));
    assertThat(answer.statusCode()).isEqualTo(200);
    HttpResponse<String> inbox =
        TestDevice.send(ada.request(base, "/api/v1/inbox/" + ada.peer()).GET());
    assertThat(inbox.body()).as("the message counts").contains(author.peer().toString());
  }

  @Test
  void nodeAndBlockAreFetched() throws Exception {
    Connection unused = connect();
    Cid block = file(1_000_000);
    Cid parents = file(100);
    deliver(block, parents);
    assertThat(held.keySet()).hasSize(6).allMatch(blocks::has);
    assertThat(parents).isNotEqualTo(block);
  }

  /** Of parents, only their node. */
  @Test
  void whatLiesBeneathParentsIsNotFetched() throws Exception {
    Connection unused = connect();
    Cid parents = file(600_000);
    deliver(file(100), parents);
    assertThat(blocks.has(parents.multihash())).isTrue();
    assertThat(held.keySet().stream().filter(blocks::has)).as("of five").hasSize(2);
  }

  /** More bytes than the largest message: nothing of it is kept. */
  @Test
  void w21TooMuchIsNotTaken() throws Exception {
    Connection unused = connect();
    deliver(file(4_000_000), file(100));
    assertThat(held.keySet().stream().filter(blocks::has)).hasSize(1);
  }

  /** A repeat, and a letter to a full inbox, are dropped before their sender is asked. */
  @Test
  void nothingIsFetchedForWhatIsDroppedAnyway() throws Exception {
    Connection unused = connect();
    Cid block = file(100);
    held.remove(block.multihash()); // the first time it is looked for in vain
    Cid parents = file(200);
    deliver(block, parents);
    int asked = wanted.size();
    assertThat(asked).isPositive();
    deliver(block, parents);
    assertThat(wanted).as("asked again").hasSize(asked);
  }

  @Test
  void w21WhatTheSenderDoesNotHaveIsLeftOut() throws Exception {
    Connection unused = connect();
    Cid block = file(100);
    Cid parents = file(200);
    held.remove(parents.multihash());
    deliver(block, parents);
    assertThat(blocks.has(block.multihash())).isTrue();
    assertThat(blocks.has(parents.multihash())).isFalse();
  }

  /** Others that are connected are not asked for what one of them has, nor told of it. */
  @Test
  void w21OnlyTheSenderIsAsked() throws Exception {
    Connection unused = connect();
    deliver(TestDevice.create(), file(100), file(200));
    assertThat(wanted).isEmpty();
    assertThat(held.keySet()).hasSize(2).noneMatch(blocks::has);
  }

  /** Whoever has left is not called back for it, though the cafe knows where to. */
  @Test
  void w21ASenderThatLeftIsNotCalled() throws Exception {
    Connection connection = connect();
    Host cafe = peers.host().orElseThrow();
    while (cafe.peerstore().addresses(eve.peer()).isEmpty()) {
      Thread.sleep(10); // bounded by the test's own time limit
    }
    connection.close();
    while (cafe.connection(eve.peer()).isPresent()) {
      Thread.sleep(10); // bounded by the test's own time limit
    }
    deliver(file(100), file(200));
    assertThat(wanted).isEmpty();
    assertThat(host.connections()).isEmpty();
    assertThat(held.keySet()).hasSize(2).noneMatch(blocks::has);
  }
}
