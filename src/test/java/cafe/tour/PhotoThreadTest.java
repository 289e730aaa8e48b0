package cafe.tour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.client.ApiException;
import cafe.client.GatewayApi;
import cafe.crypto.AccountKey;
import cafe.crypto.ContentKey;
import cafe.crypto.DecryptionException;
import cafe.crypto.NaclBox;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.Block.BlockType;
import cafe.wire.pb.Message;
import cafe.wire.pb.Peer;
import cafe.wire.pb.Thread;
import cafe.wire.pb.ThreadAdd;
import cafe.wire.pb.ThreadBlock;
import cafe.wire.pb.ThreadEnvelope;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A thread is read by those who have its key, and by nobody else. */
class PhotoThreadTest {

  private final SecureRandom random = new SecureRandom();
  private final Clock clock = Clock.systemUTC();
  private final Device author = new Device("author", AccountKey.generate(random), random);
  private final Device other = new Device("other", AccountKey.generate(random), random);
  private final Peer profile =
      Peer.newBuilder()
          .setId(author.peerId().toString())
          .setAddress(author.account().address())
          .build();
  private final PhotoThread thread = new PhotoThread("walks", author, profile, clock, random);
  private final FakeGateway gateway = new FakeGateway();

  @Test
  void theAuthorsAccountOpensTheSnapshotAndReadsEveryPhoto() throws Exception {
    List<Photo> photos = Photo.own();
    fill(photos);
    byte[] snapshot = thread.snapshot();
    Thread opened = Thread.parseFrom(NaclBox.open(author.account().key(), snapshot));
    assertThat(opened.getId()).isEqualTo(thread.id());
    List<byte[]> read = new ThreadReader(gateway).photos(opened);
    assertThat(read).hasSize(photos.size());
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i)).isEqualTo(photos.get(i).bytes());
    }
    assertThatThrownBy(() -> NaclBox.open(other.account().key(), snapshot))
        .isInstanceOf(DecryptionException.class);
  }

  @Test
  void photosKeepTheirOrderBeyondTen() throws Exception {
    List<Photo> photos = new ArrayList<>();
    for (byte i = 0; i < 12; i++) {
      photos.add(new Photo(i + ".png", "image/png", new byte[] {i}));
    }
    fill(photos);
    List<byte[]> read = new ThreadReader(gateway).photos(thread.state());
    assertThat(read).hasSize(12);
    for (byte i = 0; i < 12; i++) {
      assertThat(read.get(i)).containsExactly(i);
    }
  }

  @Test
  void photosOfSeveralAlbumsComeNewestAlbumFirst() throws Exception {
    List<Photo> photos = Photo.own();
    fill(photos.subList(0, 1));
    fillOnly(photos.subList(1, 3));
    List<byte[]> read = new ThreadReader(gateway).photos(thread.state());
    assertThat(read).hasSize(3);
    assertThat(read.getLast()).isEqualTo(photos.getFirst().bytes());
  }

  @Test
  void onlyTheInvitedPeerOpensAnInvitation() throws Exception {
    fill(Photo.own());
    byte[] envelope = thread.invite(other.peerId()).toByteArray();
    Message message = Envelopes.verify(envelope, author.peerId());
    ThreadEnvelope sent =
        Payloads.unpack(message.getPayload(), ThreadEnvelope.getDefaultInstance());
    byte[] ciphertext = sent.getBlock().toByteArray();
    assertThat(author.address().verify(ciphertext, sent.getSig().toByteArray())).isTrue();
    ThreadBlock block = ThreadBlock.parseFrom(NaclBox.open(other.key(), ciphertext));
    assertThat(block.getType()).isEqualTo(BlockType.ADD);
    ThreadAdd add = Payloads.unpack(block.getPayload(), ThreadAdd.getDefaultInstance());
    assertThat(add.getThread()).isEqualTo(thread.state());
    assertThatThrownBy(() -> NaclBox.open(author.key(), ciphertext))
        .isInstanceOf(DecryptionException.class);
    assertThat(ObjectJson.decode(sent.getNode().toByteArray()).links())
        .extracting(PbLink::name)
        .containsExactly("block", "parents");
  }

  private void fill(List<Photo> photos) {
    gateway.keep(thread.join());
    fillOnly(photos);
  }

  private void fillOnly(List<Photo> photos) {
    Album album = Album.of(photos, clock.instant(), random);
    gateway.keep(album.items());
    gateway.keep(thread.add(album, "caption"));
  }

  /** Resolves paths through what was kept, and decrypts, as a gateway does. */
  private static final class FakeGateway extends GatewayApi {

    private final Map<String, Item> kept = new HashMap<>();

    void keep(List<Item> items) {
      items.forEach(item -> kept.put(item.cid().toString(), item));
    }

    @Override
    public File getContentAt(
        String cid,
        String path,
        String key,
        String keyHeader,
        String range,
        String ifNoneMatch,
        String ifMatch,
        String ifRange,
        String filename,
        Boolean download)
        throws ApiException {
      Item item = at(cid);
      for (String name : path.split("/", -1)) {
        item =
            ObjectJson.decode(item.bytes()).links().stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .map(link -> kept.get(link.cid().toString()))
                .orElseThrow(() -> new ApiException(404, "no such link"));
      }
      try {
        byte[] bytes = item.bytes();
        if (keyHeader != null) {
          bytes = ContentKey.parse(keyHeader).decrypt(bytes);
        }
        return Files.write(Files.createTempFile("gateway", ""), bytes).toFile();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (DecryptionException e) {
        throw new ApiException(403, "wrong key");
      }
    }

    private Item at(String cid) throws ApiException {
      Item item = kept.get(cid);
      if (item == null) {
        throw new ApiException(404, "not here");
      }
      return item;
    }
  }
}
