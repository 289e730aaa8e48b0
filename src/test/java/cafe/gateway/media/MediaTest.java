package cafe.gateway.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.Vectors;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Types by first bytes, by name, and as strangers claim them. */
class MediaTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                  | text/plain; charset=utf-8",
        "hello cafe                          | text/plain; charset=utf-8",
        "\\x01\\x02                          | application/octet-stream",
        "'  <!doctype html>'                 | text/html; charset=utf-8",
        "<!DOCTYPE HTML                      | text/plain; charset=utf-8",
        "\\x0a<Script >                      | text/html; charset=utf-8",
        "<a href=''>                         | text/html; charset=utf-8",
        "<address>                           | text/plain; charset=utf-8",
        "<!-->                               | text/html; charset=utf-8",
        "' <?xml version'                    | text/xml; charset=utf-8",
        "%PDF-1.7                            | application/pdf",
        "%!PS-Adobe-3                        | application/postscript",
        "\\xfe\\xffab                        | text/plain; charset=utf-16be",
        "\\xff\\xfeab                        | text/plain; charset=utf-16le",
        "\\xef\\xbb\\xbfa                    | text/plain; charset=utf-8",
        "\\x89PNG\\x0d\\x0a\\x1a\\x0a        | image/png",
        "\\xff\\xd8\\xff\\xe0                | image/jpeg",
        "GIF89a                              | image/gif",
        "RIFF\\x01\\x02\\x03\\x04WEBPVP8     | image/webp",
        "RIFF\\x01\\x02\\x03\\x04WAVEfmt     | audio/wave",
        "RIFF\\x01\\x02\\x03\\x04AVI x       | video/avi",
        "ID3\\x04                            | audio/mpeg",
        "OggS\\x00                           | application/ogg",
        "\\x1a\\x45\\xdf\\xa3                | video/webm",
        "\\x00\\x00\\x00\\x10ftypmp42abcd    | video/mp4",
        "\\x00\\x00\\x00\\x14ftypisomabcdmp41| video/mp4",
        "\\x00\\x00\\x00\\x10ftypisommp42    | application/octet-stream",
        "\\x00\\x00\\x00\\x40ftypmp42abcd    | application/octet-stream",
        "\\xff\\xff\\xff\\xffftypmp42abcd    | text/plain; charset=utf-8",
        "\\x1f\\x8b\\x08                     | application/x-gzip",
        "PK\\x03\\x04                        | application/zip",
        "wOF2                                | font/woff2",
        "\\x00asm                            | application/wasm",
      })
  void firstBytesTell(String start, String type) {
    assertThat(MediaSniffer.sniff(unescape(start))).isEqualTo(type);
  }

  @Test
  void onlyTheFirst512BytesCount() {
    byte[] text = " ".repeat(513).getBytes(UTF_8);
    text[512] = 0;
    assertThat(MediaSniffer.sniff(text)).startsWith("text/plain");
    text[511] = 0;
    assertThat(MediaSniffer.sniff(text)).isEqualTo("application/octet-stream");
  }

  @Property(tries = 500)
  void everyStartHasAType(@ForAll byte[] start) {
    assertThat(MediaTypes.sanitize(MediaSniffer.sniff(start))).isEqualTo(MediaSniffer.sniff(start));
  }

  @Test
  void theOriginalsImages() {
    Map<String, String> types =
        Map.of("image.jpeg", "image/jpeg", "image.png", "image/png", "image.gif", "image/gif");
    for (var file : types.entrySet()) {
      assertThat(MediaSniffer.sniff(Vectors.fixture(file.getKey()))).isEqualTo(file.getValue());
    }
  }

  @Test
  void namesTell() {
    assertThat(MediaTypes.byName("a.SVG")).isEqualTo("image/svg+xml");
    assertThat(MediaTypes.byName("a.tar.css")).isEqualTo("text/css; charset=utf-8");
    assertThat(MediaTypes.byName("css")).isNull();
    assertThat(MediaTypes.byName("a.unheard-of")).isNull();
    assertThat(MediaTypes.byName("a.")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image/png\r\nSet-Cookie: a=b",
        "image",
        "image/",
        "/png",
        "image/png; a",
        "a b/c",
        "multipart/x-mixed-replace",
        "message/rfc822",
        "image/png;charset=\"x\"",
        "текст/plain"
      })
  void claimsThatNoHeaderMayHaveBecomeBytes(String claim) {
    assertThat(MediaTypes.sanitize(claim)).isEqualTo(MediaTypes.BINARY);
  }

  @ParameterizedTest
  @CsvSource({
    "image/jpeg, true",
    "text/plain; charset=utf-8, true",
    "application/json, true",
    "video/mp4, true",
    "image/svg+xml, false",
    "IMAGE/SVG+XML, false",
    "text/html; charset=utf-8, false",
    "text/xml, false",
    "application/xhtml+xml, false",
    "application/x-shockwave-flash, false",
    "application/unheard-of, false",
    "image, false",
  })
  void onlyKnownTypesAreInert(String type, boolean inert) {
    assertThat(MediaTypes.isInert(type)).isEqualTo(inert);
  }

  @Test
  void metaTellsTypeAndName() {
    String json =
        """
        {"mill":"/image/resize","media":"image/jpeg","name":"ä.jpg","size":"12","meta":{"name":1},
        "added":"2019-01-01T00:00:00Z"}\
        """;
    assertThat(FileMeta.parse(json.getBytes(UTF_8))).isEqualTo(new FileMeta("image/jpeg", "ä.jpg"));
    assertThat(FileMeta.parse("{}".getBytes(UTF_8))).isEqualTo(new FileMeta(null, null));
    assertThat(FileMeta.parse("{\"media\":{\"a\":[1]},\"name\":3}".getBytes(UTF_8)))
        .isEqualTo(new FileMeta(null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{", "{\"media\":\"image/png\"", "\u0000\u0001"})
  void whatIsNoMetaTellsNothing(String json) {
    assertThat(FileMeta.parse(json.getBytes(UTF_8))).isNull();
    assertThat(FileMeta.parse("[".repeat(100_000).getBytes(UTF_8))).isNull();
  }

  private static byte[] unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\x", i)) {
        out.append((char) Integer.parseInt(text.substring(i + 2, i + 4), 16));
        i += 3;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString().getBytes(ISO_8859_1);
  }
}
