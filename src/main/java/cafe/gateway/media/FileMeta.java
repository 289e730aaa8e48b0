package cafe.gateway.media;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code meta} of a file pair tells about its {@code content}: written by the original's
 * clients, as JSON, and no more trustworthy than they are.
 *
 * @param media media type, fit for a header, or null
 * @param name file name as given, or null
 */
public record FileMeta(@Nullable String media, @Nullable String name) {
  /** Largest meta that is read. */
  public static final int MAX_LENGTH = 64 * 1024;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(32).maxNameLength(1024).build())
          .build();

  /** Reads what it can; null if it is no JSON object. */
  public static @Nullable FileMeta parse(byte[] json) {
    String media = null;
    String name = null;
    try (JsonParser in = JSON.createParser(json)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        JsonToken value = in.nextToken();
        if (value == JsonToken.VALUE_STRING && field.equals("media")) {
          media = MediaTypes.sanitize(in.getText());
        } else if (value == JsonToken.VALUE_STRING && field.equals("name")) {
          name = in.getText();
        } else {
          in.skipChildren();
        }
      }
      return new FileMeta(media, name);
    } catch (IOException e) {
      return null;
    }
  }
}
