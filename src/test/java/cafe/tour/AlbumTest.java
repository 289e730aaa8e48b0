package cafe.tour;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.ContentKey;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files and directories are named, encrypted and described as the original's clients do. */
class AlbumTest {

  private static final Instant NOW = Instant.parse("2020-01-26T00:53:20Z");
  private static final Photo PHOTO =
      new Photo("dot.png", "image/png", "not really an image".getBytes(StandardCharsets.UTF_8));

  @Test
  void itemsHaveTheNamesThatEverybodyGivesThem() {
    assertThat(Item.file("hello\n".getBytes(StandardCharsets.UTF_8)).cid())
        .hasToString("QmZULkCELmmk5XNfCgTnCyFgAVxBRBXyDHGGMVoLFLiXEN");
    assertThat(Item.directory(List.of()).cid())
        .hasToString("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn");
    Item block = Item.file("hello\n".getBytes(StandardCharsets.UTF_8));
    Item parents = Item.directory(List.of());
    assertThat(Item.directory(List.of(block.link("block"), parents.link("parents"))).cid())
        .hasToString("QmVCrqLK4hBdXfEKjaPmoMuGNoVLNsRChKgVwVBuxGRGw7");
  }

  @Test
  void aPhotoAndItsDescriptionOpenWithOneKey() throws Exception {
    SealedPhoto sealed = SealedPhoto.of(PHOTO, NOW, new SecureRandom());
    ContentKey key = sealed.key();
    assertThat(key.decrypt(sealed.content().bytes())).isEqualTo(PHOTO.bytes());
    JsonNode index = new ObjectMapper().readTree(key.decrypt(sealed.meta().bytes()));
    assertThat(index.path("name").asText()).isEqualTo("dot.png");
    assertThat(index.path("media").asText()).isEqualTo("image/png");
    assertThat(index.path("size").textValue()).isEqualTo("19");
    assertThat(index.path("key").asText()).isEqualTo(key.text());
    assertThat(index.path("hash").asText()).isEqualTo(sealed.content().cid().toString());
    assertThat(index.path("opts").asText())
        .isEqualTo("G7x9bf74kcvU7aBVnToCMAeVhcsuxuHag8gKgav6cGcN");
    assertThat(sealed.toString()).doesNotContain(key.text());
  }

  @Test
  void anAlbumNamesItsPhotosByNumber() {
    Album album = Album.of(List.of(PHOTO, PHOTO), NOW, new SecureRandom());
    assertThat(ObjectJson.decode(album.data().bytes()).links())
        .extracting(PbLink::name)
        .containsExactly("0", "1");
    assertThat(album.keys()).containsOnlyKeys("/0/", "/1/");
    assertThat(album.keys().get("/0/")).isNotEqualTo(album.keys().get("/1/"));
    assertThat(album.items()).hasSize(7);
  }

  @Test
  void theProgramsOwnPhotosAreThere() {
    assertThat(Photo.own()).hasSize(3).allSatisfy(photo -> assertThat(photo.bytes()).isNotEmpty());
    assertThat(Photo.own()).extracting(Photo::media).contains("image/jpeg", "image/png");
  }
}
