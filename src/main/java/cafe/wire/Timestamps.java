package cafe.wire;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Points in time on the wire: protobuf timestamps and their JSON. */
public final class Timestamps {
  private Timestamps() {}

  /** The protobuf form. */
  public static Timestamp of(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  /** The time of the protobuf form; an impossible one becomes the nearest end of time. */
  public static Instant toInstant(Timestamp timestamp) {
    try {
      return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    } catch (DateTimeException | ArithmeticException e) {
      return timestamp.getSeconds() < 0 ? Instant.MIN : Instant.MAX;
    }
  }

  /** RFC 3339 in UTC with 0, 3, 6 or 9 digits of a second, as the original prints it. */
  public static String toJson(Instant time) {
    return DateTimeFormatter.ISO_INSTANT.format(time);
  }
}
