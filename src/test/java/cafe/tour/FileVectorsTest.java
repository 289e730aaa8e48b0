package cafe.tour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.crypto.ContentKey;
import cafe.gateway.media.FileMeta;
import cafe.testkit.Vectors;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Checksums, options and schemas as the original's clients write them. */
class FileVectorsTest {

  @Test
  void filesHaveTheOriginalsChecksums() {
    for (String[] image : Vectors.read("file_fingerprints.txt")) {
      byte[] bytes = Vectors.fixture(image[0]);
      assertThat(bytes).hasSize(Integer.parseInt(image[1]));
      assertThat(Item.file(bytes).cid()).hasToString(image[2]);
      assertThat(SealedPhoto.checksum(bytes, false)).isEqualTo(image[3]);
      assertThat(SealedPhoto.checksum(bytes, true)).isEqualTo(image[4]);
    }
  }

  @Test
  void aSealedImageTellsItsChecksumAndOptions() throws Exception {
    String[] image = Vectors.read("file_fingerprints.txt").getFirst();
    Photo photo = new Photo(image[0], "image/jpeg", Vectors.fixture(image[0]));
    SealedPhoto sealed = SealedPhoto.of(photo, Instant.EPOCH, new SecureRandom());
    JsonNode index = json(sealed.key().decrypt(sealed.meta().bytes()));
    assertThat(index.path("checksum").asText()).isEqualTo(image[3]);
    assertThat(index.path("source").asText()).isEqualTo(image[3]);
    assertThat(index.path("opts").asText())
        .isEqualTo("G7x9bf74kcvU7aBVnToCMAeVhcsuxuHag8gKgav6cGcN");
  }

  /** A viewer decodes what was encrypted and opened again. */
  @Test
  void imagesKeepTheirSizesInPixels() throws Exception {
    for (String[] image : Vectors.read("file_fingerprints.txt")) {
      Photo photo = new Photo(image[0], "image/*", Vectors.fixture(image[0]));
      SealedPhoto sealed = SealedPhoto.of(photo, Instant.EPOCH, new SecureRandom());
      byte[] opened = sealed.key().decrypt(sealed.content().bytes());
      BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(opened));
      assertThat(decoded.getWidth() + "x" + decoded.getHeight()).as(image[0]).isEqualTo(image[5]);
    }
  }

  @Test
  void millsHaveTheOriginalsNamesForTheirOptions() {
    for (String[] options : Vectors.read("mill_options.txt")) {
      var named =
          Arrays.stream(options[0].split(","))
              .filter(option -> !option.isEmpty())
              .map(option -> option.split("="))
              .collect(Collectors.toMap(option -> option[0], option -> option[1]));
      assertThat(SealedPhoto.options(named, Boolean.parseBoolean(options[1])))
          .as(String.join("|", options))
          .isEqualTo(options[2]);
    }
  }

  @Test
  void presetSchemasHaveTheirNames() {
    for (String[] schema : Vectors.read("schemas.txt")) {
      byte[] json = schema[3].getBytes(UTF_8);
      assertThat(json).as(schema[0]).hasSize(Integer.parseInt(schema[1]));
      assertThat(Item.file(json).cid()).hasToString(schema[2]);
    }
  }

  /** The sample of the original's documentation, as a client writes it next to a file. */
  @Test
  void theGatewayReadsAnIndexOfTheOriginal() throws Exception {
    byte[] sample = Vectors.bytes("file_index.json");
    assertThat(FileMeta.parse(sample)).isEqualTo(new FileMeta("image/jpeg", "clyde.jpg"));
    JsonNode index = json(sample);
    assertThat(ContentKey.parse(index.path("key").asText()).text())
        .isEqualTo(index.path("key").asText());
    SealedPhoto ours =
        SealedPhoto.of(
            new Photo("clyde.jpg", "image/jpeg", new byte[9]), Instant.EPOCH, new SecureRandom());
    JsonNode own = json(ours.key().decrypt(ours.meta().bytes()));
    assertThat(own.fieldNames()).toIterable().containsExactlyElementsOf(() -> index.fieldNames());
    own.properties()
        .forEach(
            field ->
                assertThat(field.getValue().getNodeType())
                    .as(field.getKey())
                    .isEqualTo(index.path(field.getKey()).getNodeType()));
  }

  private static JsonNode json(byte[] bytes) throws IOException {
    return new ObjectMapper().readTree(bytes);
  }
}
