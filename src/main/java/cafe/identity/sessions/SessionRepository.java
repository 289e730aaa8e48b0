package cafe.identity.sessions;

import cafe.kernel.Address;
import cafe.kernel.PeerId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where sessions are kept. All methods run inside a unit of work. */
public interface SessionRepository {

  /** Adds a session; false if there is one of that id. */
  boolean insert(Session session);

  /** A session. */
  Optional<Session> find(String id);

  /** Notes the first use; false if it was noted before. */
  boolean use(String id, Instant now);

  /** Notes the pair that a refresh made; false if there is one already, or the pair is revoked. */
  boolean succeed(String id, String successor, Instant now);

  /** Revokes a family; the ids of those that were not revoked before. */
  List<String> revokeFamily(String family, Instant now);

  /** Revokes all of a client; the ids of those that were not revoked before. */
  List<String> revokeClient(PeerId client, Instant now);

  /** The newest pair of each family of an account that is good, newest first, at most 1,000. */
  List<Session> live(Address account, Instant now);

  /** How many families are good. */
  long countLive(Instant now);

  /** Forgets pairs whose refresh token ended before that time; how many. */
  int forget(Instant before);
}
