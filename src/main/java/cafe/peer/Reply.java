package cafe.peer;

import cafe.wire.pb.Message;
import com.google.protobuf.MessageLite;

/** What goes back to the peer. */
public sealed interface Reply {

  /** Nothing: the message is one-way, and an answer would be taken for that of the next request. */
  record None() implements Reply {}

  /**
   * An answer.
   *
   * @param type its message type
   * @param payload its payload
   */
  record Answer(Message.Type type, MessageLite payload) implements Reply {}

  /** Nothing. */
  Reply NONE = new None();

  /** An answer. */
  static Reply of(Message.Type type, MessageLite payload) {
    return new Answer(type, payload);
  }
}
