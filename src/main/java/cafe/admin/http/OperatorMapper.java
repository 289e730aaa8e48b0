package cafe.admin.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON. What a route does not understand it refuses, also members that it does not
 * know: a token whose end was passed over because of a typing error would be good for ever.
 */
@ApplicationScoped
class OperatorMapper {

  private static final String JSON = "application/json";

  private final ObjectMapper json;

  OperatorMapper(ObjectMapper json) {
    this.json = json;
  }

  /**
   * The body of a request.
   *
   * @throws CafeException {@code UNSUPPORTED_MEDIA_TYPE}, {@code REQUEST_MALFORMED}; also if there
   *     is no body
   */
  <T> T read(RoutingContext route, Class<T> type) {
    if (!isJson(route.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
      throw new CafeException(Fault.UNSUPPORTED_MEDIA_TYPE, "the body must be " + JSON);
    }
    @Nullable T value;
    try {
      value =
          json.readerFor(type)
              .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .readValue(OperatorBodies.of(route));
    } catch (UnrecognizedPropertyException e) {
      throw malformed("the body has a member that this route does not know");
    } catch (IOException e) {
      // Not the parser's message: it quotes the body and names classes.
      throw malformed("the body is not the JSON that this route takes");
    }
    if (value == null) {
      throw malformed("the body is not the JSON that this route takes");
    }
    return value;
  }

  private static CafeException malformed(String detail) {
    return new CafeException(Fault.REQUEST_MALFORMED, detail);
  }

  /** Whoever does not say what he sends is taken to send what the route takes. */
  private static boolean isJson(@Nullable String contentType) {
    return contentType == null
        || contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(JSON);
  }

  String write(Object answer) {
    try {
      return json.writeValueAsString(answer);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer cannot be written", e);
    }
  }
}
