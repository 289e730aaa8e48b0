package cafe.wire;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;

/**
 * Payloads of messages and values of query results: an {@code Any} whose type URL ends in a bare
 * name.
 *
 * <p>The original writes payloads as {@code type.googleapis.com/Name} and search values as {@code
 * /Name}, and reads only what follows the last slash, which must be there.
 */
public final class Payloads {
  private static final String PREFIX = "type.googleapis.com/";

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
      throw new CafeException(Fault.ENVELOPE_INVALID, "the payload is of another type");
    }
    try {
      return ((Parser<T>) type.getParserForType()).parseFrom(any.getValue());
    } catch (InvalidProtocolBufferException e) {
      throw new CafeException(Fault.ENVELOPE_INVALID, "the payload is malformed", e);
    }
  }

  /** Whether an {@code Any} names a type. */
  public static boolean is(Any any, MessageLite type) {
    return any.getTypeUrl().endsWith("/" + name(type));
  }
}
