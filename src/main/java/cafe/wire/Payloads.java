package cafe.wire;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.util.regex.Pattern;

/**
 * Payloads of messages and values of query results: an {@code Any} whose type URL ends in a bare
 * name.
 *
 * <p>The original writes payloads as {@code type.googleapis.com/Name} and search values as {@code
 * /Name}, and reads only what follows the last slash, which must be there.
 */
public final class Payloads {
  private static final String PREFIX = "type.googleapis.com/";
  private static final Pattern PLAIN = Pattern.compile("[\\w./-]{1,128}");

  private Payloads() {}

  /** A payload of a message. */
  public static Any pack(MessageLite payload) {
    return any(PREFIX + name(payload), payload);
  }

  /** A search payload or the value of a query result. */
  public static Any packBare(MessageLite value) {
    return any("/" + name(value), value);
  }

  private static Any any(String url, MessageLite payload) {
    ByteString bytes = payload.toByteString();
    return Any.newBuilder().setTypeUrl(url).setValue(bytes).build();
  }

  // generated classes have the bare names of their messages, there being no protobuf package
  private static String name(MessageLite message) {
    return message.getClass().getSimpleName();
  }

  /**
   * The payload of a given type.
   *
   * @param type the type's default instance
   * @throws CafeException {@link Fault#ENVELOPE_INVALID} if it is of another type or malformed
   */
  @SuppressWarnings("unchecked") // a type's parser parses that type
  public static <T extends MessageLite> T unpack(Any any, T type) {
    String url = any.getTypeUrl();
    int slash = url.lastIndexOf('/');
    if (slash < 0 || !url.substring(slash + 1).equals(name(type))) {
      throw CafeException.withWireText(
          Fault.ENVELOPE_INVALID, "the payload is of another type", ofOtherType(url, name(type)));
    }
    try {
      return ((Parser<T>) type.getParserForType()).parseFrom(any.getValue());
    } catch (InvalidProtocolBufferException e) {
      throw CafeException.inWords(
          Fault.ENVELOPE_INVALID,
          "the payload is malformed",
          OriginalProtobuf.of(
              any.getValue().asReadOnlyByteBuffer(), OriginalProtobuf.Shape.flat(name(type))),
          e);
    }
  }

  /** The original's words, unless they would hand on what is no name at all. */
  private static String ofOtherType(String url, String wanted) {
    if (url.isEmpty()) {
      return "message is nil";
    }
    if (!PLAIN.matcher(url).matches()) {
      return Fault.ENVELOPE_INVALID.wireText();
    }
    int slash = url.lastIndexOf('/');
    return slash < 0
        ? "message type url \"" + url + "\" is invalid"
        : "mismatched message type: got \"%s\" want \"%s\""
            .formatted(url.substring(slash + 1), wanted);
  }

  /** Whether an {@code Any} names a type. */
  public static boolean is(Any any, MessageLite type) {
    return any.getTypeUrl().endsWith("/" + name(type));
  }
}
