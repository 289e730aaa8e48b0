package cafe.peer;

import cafe.wire.pb.Message;
import java.util.Map;

/** What a room takes from cafe streams. Every bean of this type is found by the router. */
public interface StreamRoute {

  /** The types of messages that it takes, and what answers each. */
  Map<Message.Type, Handler> handlers();

  /** Answers one type of request. Runs on the stream's virtual thread. */
  @FunctionalInterface
  interface Handler {

    /**
     * Handles a request.
     *
     * @return what goes back
     * @throws cafe.kernel.CafeException answered by an error envelope; one-way messages have none,
     *     and end their stream if the fault is one that passes
     */
    Reply handle(StreamCall call);
  }
}
