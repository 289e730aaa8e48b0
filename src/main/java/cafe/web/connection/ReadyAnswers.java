package cafe.web.connection;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** Answers that lie ready, for requests that need not be routed to get them. */
public interface ReadyAnswers {
  /** None at all. */
  ReadyAnswers NONE = request -> null;

  /**
   * The answer to a request of HTTP/1.1 that has no body and wants nothing of its connection, the
   * same that its route would give; or null if it is to be routed. Called on the connection's event
   * loop: must not block.
   */
  @Nullable Answer find(HttpRequest request);

  /**
   * An answer.
   *
   * @param message all of it; its fields may be those of other answers, too: not to be changed
   * @param sent what is to be done when it has been sent, or will not be
   */
  record Answer(FullHttpResponse message, Runnable sent) {}
}
