package cafe.inbox.http;

import cafe.inbox.InboxMessage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message that waits. */
@RegisterForReflection
public record InboxJson(String id, String cursor, String from, String date, long size) {

  static InboxJson of(InboxMessage message) {
    return new InboxJson(
        message.id().toString(),
        Long.toString(message.number()),
        message.author().toString(),
        message.received().toString(),
        message.size());
  }

  /**
   * Several, oldest first.
   *
   * @param more whether more wait after the last of these
   */
  @RegisterForReflection
  public record PageJson(List<InboxJson> messages, boolean more) {}

  /** Which messages the caller has safely taken. */
  @RegisterForReflection
  public record AcknowledgementJson(@Nullable List<String> ids) {}
}
