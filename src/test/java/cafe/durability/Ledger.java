package cafe.durability;

import cafe.storage.Content;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What one client asked for and was promised. */
final class Ledger {
  private final Map<String, Promise<Stored>> contents = new ConcurrentHashMap<>();
  private final Map<String, Promise<byte[]>> mail = new ConcurrentHashMap<>();
  private final Map<String, Versions<byte[]>> snapshots = new ConcurrentHashMap<>();
  private final Versions<String> names = new Versions<>();
  private final Versions<Tokens> sessions = new Versions<>();

  /** Microseconds since 1970, by the clock that traces show. */
  static long now() {
    Instant now = Instant.now();
    return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
  }

  /**
   * Content.
   *
   * @param content its blocks
   * @param file the bytes of a file, null for a directory
   */
  record Stored(Content content, byte @org.jspecify.annotations.Nullable [] file) {
    String cid() {
      return content.root().toString();
    }
  }

  /** A session's tokens: secrets of a test. */
  record Tokens(String access, String refresh) {}

  /** Content that it references, by CID. */
  Map<String, Promise<Stored>> contents() {
    return contents;
  }

  /** Messages for it, by id; entered by those who send them. */
  Map<String, Promise<byte[]>> mail() {
    return mail;
  }

  /** Its snapshots, by thread. */
  Map<String, Versions<byte[]>> snapshots() {
    return snapshots;
  }

  /** The names that it published. */
  Versions<String> names() {
    return names;
  }

  /** Its sessions. */
  Versions<Tokens> sessions() {
    return sessions;
  }
}
