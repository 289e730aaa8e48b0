package cafe.inbox;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Limits and lifetimes of messages. */
@ConfigMapping(prefix = "cafe.inbox")
public interface InboxConfig {

  /** The largest envelope. Below the streams' frame limit of 4 MiB, so that both doors take it. */
  @WithDefault("3M")
  MemorySize maxMessage();

  /** Messages that may wait for one client; further ones are dropped. */
  @WithDefault("10000")
  int maxWaiting();

  /** Bytes of the messages that may wait for one client; further ones are dropped. */
  @WithDefault("256M")
  MemorySize maxWaitingBytes();

  /** How long a message waits for its recipient. */
  @WithDefault("90d")
  Duration retention();

  /** How long content stays after its last recipient removed the message. */
  @WithDefault("7d")
  Duration keepAfterDelete();

  /**
   * How long the sender is given to hand over a node or block that its message only names. The
   * message is kept in any case.
   */
  @WithDefault("5s")
  Duration fetchTimeout();

  /** Live streams that one client may have open. */
  @WithDefault("4")
  int maxStreamsPerClient();

  /** Live streams of all clients together. */
  @WithDefault("10000")
  int maxStreams();

  /** How long a live stream lasts; then the client opens another, with a session that is good. */
  @WithDefault("1h")
  Duration maxStreamDuration();

  /**
   * How often a silent live stream says that it is alive, and looks for events of other processes.
   */
  @WithDefault("15s")
  Duration streamHeartbeat();
}
