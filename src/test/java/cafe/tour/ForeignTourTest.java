package cafe.tour;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.interop.ForeignCrypto;
import cafe.wire.Payloads;
import cafe.wire.pb.Block.BlockType;
import cafe.wire.pb.Thread;
import cafe.wire.pb.ThreadBlock;
import cafe.wire.pb.ThreadFiles;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the tour left at a cafe, fetched over plain HTTP and opened by crypto that is not ours: its
 * snapshot and a block by tweetnacl, its photos by Node's crypto with the keys that the block
 * holds.
 */
@QuarkusTest
@Tag("interop")
class ForeignTourTest {

  @Inject AccessTokens tokens;
  @Inject Clock clock;
  @Inject SecureRandom random;

  @TestHTTPResource URI url;

  @Test
  void othersOpenWhatTheTourMade() throws Exception {
    Tour tour = tour();
    Map<String, String> session = tour.author().authorization();

    byte[] sealed = get("/cafe/v1/snapshots/" + tour.thread().id(), session);
    byte[] opened = ForeignCrypto.openBox(tour.author().account().key().seed(), sealed);
    Thread thread = Thread.parseFrom(opened);
    assertThat(thread.getId()).isEqualTo(tour.thread().id());
    assertThat(thread.getName()).isEqualTo("Walks");

    // The key of a thread is its protobuf form: 4 bytes, the seed, the public key.
    byte[] seed = thread.getSk().substring(4, 36).toByteArray();
    String head = "/ipfs/" + thread.getHead();
    ThreadBlock block =
        ThreadBlock.parseFrom(ForeignCrypto.openBox(seed, get(head + "/block", Map.of())));
    assertThat(block.getType()).isEqualTo(BlockType.FILES);
    assertThat(block.getHeader().getAuthor()).isEqualTo(tour.author().peerId().toString());

    Map<String, String> keys =
        Payloads.unpack(block.getPayload(), ThreadFiles.getDefaultInstance()).getKeysMap();
    List<Photo> photos = Photo.own();
    assertThat(keys).hasSize(photos.size());
    for (int i = 0; i < photos.size(); i++) {
      byte[] content = get(head + "/data/" + i + "/content", Map.of());
      assertThat(ForeignCrypto.openContent(keys.get("/" + i + "/"), content))
          .isEqualTo(photos.get(i).bytes());
    }
  }

  private Tour tour() {
    String token = tokens.create(new NewAccessToken("tour", null, 3)).text();
    TourPlan plan = new TourPlan(url.toString(), url.toString(), token, Optional.empty(), true);
    PrintStream silence =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    Tour tour = new Tour(plan, clock, random, silence);
    tour.run();
    return tour;
  }

  private byte[] get(String path, Map<String, String> headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
    headers.forEach(request::header);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      return answer.body();
    }
  }
}
