package cafe.web;

import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names requests, so that an answer and its lines in the log can be brought together. */
public final class RequestIds {

  static final String HEADER = "X-Request-Id";

  private static final String KEY = RequestIds.class.getName();
  private static final Pattern ACCEPTED = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final int BYTES = 12;

  private final SecureRandom random;

  /**
   * Names requests.
   *
   * @param random for the names
   */
  public RequestIds(SecureRandom random) {
    this.random = random;
  }

  /** Takes the caller's own id if it is harmless, else makes one; the answer carries it. */
  public void assign(RoutingContext route) {
    String given = route.request().getHeader(HEADER);
    String id = given != null && ACCEPTED.matcher(given).matches() ? given : create();
    route.put(KEY, id);
    route.response().putHeader(HEADER, id);
  }

  /** The id of a request, as answers and the log name it. */
  public static String of(RoutingContext route) {
    @Nullable String id = route.get(KEY);
    return id == null ? "none" : id;
  }

  private String create() {
    byte[] id = new byte[BYTES];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}
