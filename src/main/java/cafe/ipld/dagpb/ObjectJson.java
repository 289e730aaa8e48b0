package cafe.ipld.dagpb;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A dag-pb node as clients send directories: the object JSON of go-ipfs 0.4, {@code
 * {"Links":[{"Name":"…","Hash":"…","Size":n}],"Data":"…"}}.
 *
 * <p>As Go reads it: keys in any case, unknown ones refused, missing or null ones empty, of
 * repeated ones the last, and nothing is read behind the first value. Data is text, taken as UTF-8.
 * At most 2 MiB.
 */
public final class ObjectJson {
  /** Longest JSON in bytes. */
  public static final int MAX = 2 * 1024 * 1024;

  private static final int MAX_DEPTH = 4;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX)
                  .maxNameLength(64)
                  .build())
          // names are of strangers: no global table of them
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private ObjectJson() {}

  /**
   * The node of a JSON text.
   *
   * @throws FormatException if it is not such a text, or longer than {@link #MAX}
   */
  public static PbNode decode(byte[] json) {
    if (json.length > MAX) {
      throw new FormatException("object: too large");
    }
    try (JsonParser in = FACTORY.createParser(json)) {
      in.nextToken();
      return node(in);
    } catch (IOException e) {
      throw new FormatException("object: malformed JSON", e);
    }
  }

  private static PbNode node(JsonParser in) throws IOException {
    List<PbLink> links = List.of();
    String data = "";
    if (isObject(in)) {
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String key = key(in);
        switch (key) {
          case "links" -> links = links(in, links);
          case "data" -> data = text(in, data);
          default -> throw new FormatException("object: unknown key");
        }
      }
    }
    return new PbNode(links, StandardCharsets.UTF_8.encode(wellFormed(data)));
  }

  private static List<PbLink> links(JsonParser in, List<PbLink> before) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return List.of();
    }
    if (in.currentToken() != JsonToken.START_ARRAY) {
      throw new FormatException("object: links are a list");
    }
    List<PbLink> links = new ArrayList<>(before.size());
    while (in.nextToken() != JsonToken.END_ARRAY) {
      links.add(link(in));
    }
    return links;
  }

  private static PbLink link(JsonParser in) throws IOException {
    String name = "";
    String hash = "";
    long size = 0;
    if (isObject(in)) {
      while (in.nextToken() != JsonToken.END_OBJECT) {
        String key = key(in);
        switch (key) {
          case "name" -> name = text(in, name);
          case "hash" -> hash = text(in, hash);
          case "size" -> size = number(in, size);
          default -> throw new FormatException("object: unknown key of a link");
        }
      }
    }
    return new PbLink(Cid.parse(hash), wellFormed(name), size);
  }

  /** Null stands for an empty object. */
  private static boolean isObject(JsonParser in) {
    if (in.currentToken() != JsonToken.START_OBJECT && in.currentToken() != JsonToken.VALUE_NULL) {
      throw new FormatException("object: a JSON object is needed");
    }
    return in.currentToken() == JsonToken.START_OBJECT;
  }

  private static String key(JsonParser in) throws IOException {
    String key = in.currentName().toLowerCase(Locale.ROOT);
    in.nextToken();
    return key;
  }

  private static String text(JsonParser in, String before) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_NULL -> before;
      case VALUE_STRING -> in.getText();
      default -> throw new FormatException("object: text is needed");
    };
  }

  private static long number(JsonParser in, long before) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_NULL -> before;
      case VALUE_NUMBER_INT -> in.getLongValue();
      default -> throw new FormatException("object: a whole number is needed");
    };
  }

  /** Half of a surrogate pair becomes U+FFFD, as Go reads it. */
  private static String wellFormed(String text) {
    StringBuilder mended = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        mended.setCharAt(i, '\ufffd');
      }
    }
    return mended.toString();
  }

  /**
   * The JSON of a node, as a client sends it.
   *
   * @throws FormatException if the data is not UTF-8 and has no JSON
   */
  public static String encode(PbNode node) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("Links");
      for (PbLink link : node.links()) {
        json.writeStartObject();
        json.writeStringField("Name", link.name());
        json.writeStringField("Hash", link.cid().toString());
        json.writeNumberField("Size", link.size());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringField("Data", utf8(node.data()));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String utf8(ByteBuffer data) {
    try {
      CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(data);
      return text.toString();
    } catch (CharacterCodingException e) {
      throw new FormatException("object: data is not text", e);
    }
  }
}
