package cafe.identity.sessions;

import cafe.cache.Cache;
import cafe.cache.CacheSpec;
import cafe.cache.Caches;
import cafe.identity.IdentityConfig;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Remembers for a short time which sessions were found good, so that a busy client does not cost a
 * look into the database per call.
 *
 * <p>A reader that found a row good adds its mark only if there is none; a revocation overwrites.
 * So whichever comes first, a revoked session's mark says revoked.
 */
@ApplicationScoped
class SessionStates {

  private static final long BYTES_EACH = 400;
  private static final byte[] GOOD = {1};
  private static final byte[] REVOKED = {0};

  private final Cache states;

  SessionStates(Caches caches, IdentityConfig config) {
    long size = config.cachedSessions() * BYTES_EACH;
    this.states = caches.cache(new CacheSpec("session-states", size, config.recheckInterval()));
  }

  /** Whether the session was found good lately, and not revoked since. */
  boolean isGood(String id) {
    return states.get(id).filter(mark -> mark[0] == GOOD[0]).isPresent();
  }

  /** A row said that the session is good. */
  void found(String id) {
    states.putIfAbsent(id, GOOD);
  }

  /** The session was revoked. */
  void revoked(String id) {
    states.put(id, REVOKED);
  }
}
