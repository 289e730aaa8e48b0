package cafe.identity.registration;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where challenges are kept. All methods run inside a unit of work. */
public interface ChallengeRepository {

  /** Adds a challenge. */
  void insert(Challenge challenge);

  /** A challenge and what became of it. */
  Optional<Kept> find(String value);

  /** Notes its use; false if it was used before. */
  boolean use(String value, Use use);

  /** Forgets challenges that ended before that time; how many. */
  int forget(Instant before);

  /**
   * A challenge and what became of it.
   *
   * @param challenge the challenge
   * @param use its use; null if there was none
   */
  record Kept(Challenge challenge, @Nullable Use use) {}

  /**
   * The use of a challenge.
   *
   * @param at when
   * @param request a hash of the request that used it, in hexadecimal
   * @param result what it gave: the id of a session; empty for none
   */
  record Use(Instant at, String request, String result) {}
}
