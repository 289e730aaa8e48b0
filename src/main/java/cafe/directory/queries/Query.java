package cafe.directory.queries;

import cafe.directory.ContactSearch;
import java.time.Duration;

/**
 * A query.
 *
 * @param id names it among the queries of the network
 * @param target what is looked for
 * @param limit distinct results after which it ends
 * @param patience how long other peers are given
 * @param hideOlder whether results that are not newer than one already passed on are left out
 */
public record Query(String id, Target target, int limit, Duration patience, boolean hideOlder) {

  /** How long peers are given if the query does not say. */
  public static final Duration DEFAULT_WAIT = Duration.ofSeconds(5);

  /** How many results a query without options asks for. */
  public static final int DEFAULT_LIMIT = 5;

  /** The same, with at most so much patience. */
  Query within(Duration most) {
    return patience.compareTo(most) <= 0 ? this : new Query(id, target, limit, most, hideOlder);
  }

  /** What is looked for. */
  public sealed interface Target {}

  /**
   * Published peers.
   *
   * @param search which
   */
  public record Contacts(ContactSearch search) implements Target {}

  /**
   * The snapshots of an account.
   *
   * @param address the account's address
   */
  public record AccountSnapshots(String address) implements Target {}
}
