package cafe.limits;

import java.util.Locale;

/**
 * Every rate limit: how many at once, and how many a minute after that. Each can be overridden by
 * {@code cafe.limits.named."id".burst} and {@code .per-minute}.
 */
public enum Limit {
  /** Challenges for one account over HTTP, by whomever. */
  CHALLENGE_BY_ACCOUNT(60, 60, WhenCrowded.PASS),
  /** Challenges for one peer over streams, which need no access token. */
  CHALLENGE_BY_PEER(30, 30, WhenCrowded.WAIT),
  /** Challenges for one network address over HTTP, which need an access token. */
  CHALLENGE_BY_NETWORK(5_000, 60_000, WhenCrowded.PASS),
  /** Registrations of one account. */
  REGISTRATION_BY_ACCOUNT(60, 60, WhenCrowded.PASS),
  /** Refreshes of one client's sessions. */
  REFRESH_BY_CLIENT(60, 60, WhenCrowded.PASS),
  /** Checks of one imported access token, each of which costs a bcrypt. */
  SLOW_TOKEN_CHECK(30, 60, WhenCrowded.WAIT),
  /** Wrong operator's secrets from one network address. */
  OPERATOR_GUESS(30, 60, WhenCrowded.WAIT),
  /** Messages of one author, to whomever. Generous: a phone that was offline sends many at once. */
  DELIVERY_BY_AUTHOR(2_000, 6_000, WhenCrowded.PASS),
  /** Messages to one recipient, of whomever. */
  DELIVERY_BY_RECIPIENT(10_000, 60_000, WhenCrowded.PASS),
  /** Queries of one peer over pubsub, which are answered without any proof of who asks. */
  QUERY_BY_PEER(60, 60, WhenCrowded.WAIT),
  /** Queries over pubsub that came from one connected peer, whoever asks: names cost nothing. */
  QUERY_BY_NEIGHBOUR(240, 240, WhenCrowded.WAIT),
  /** Queries over pubsub of all peers together. */
  QUERY_BY_ANYBODY(1_200, 1_200, WhenCrowded.WAIT);

  private final int burst;
  private final int perMinute;
  private final WhenCrowded whenCrowded;

  Limit(int burst, int perMinute, WhenCrowded whenCrowded) {
    this.burst = burst;
    this.perMinute = perMinute;
    this.whenCrowded = whenCrowded;
  }

  /** Its name in settings and metrics, in kebab case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How many at once, after a rest. */
  public int burst() {
    return burst;
  }

  /** How many a minute, in the long run. */
  public int perMinute() {
    return perMinute;
  }

  /** What happens to new keys when there is no room for more buckets. */
  public WhenCrowded whenCrowded() {
    return whenCrowded;
  }

  /** What happens to new keys when there is no room for more buckets. */
  public enum WhenCrowded {
    /** They pass: the limit is a courtesy, or others stand behind it. */
    PASS,
    /** They are refused: letting them in would lift the limit for all. */
    WAIT
  }
}
