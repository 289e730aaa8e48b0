package cafe.limits;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** The buckets that both doors draw from. */
@ApplicationScoped
public class Limits {

  private final Map<Limit, Buckets> buckets = new EnumMap<>(Limit.class);

  Limits(LimitsConfig config, Clock clock) {
    for (String id : config.named().keySet()) {
      if (Arrays.stream(Limit.values()).noneMatch(limit -> limit.id().equals(id))) {
        throw new IllegalArgumentException("cafe.limits.named: there is no limit " + id);
      }
    }
    for (Limit limit : Limit.values()) {
      LimitsConfig.Named change = config.named().get(limit.id());
      int burst = change == null ? limit.burst() : change.burst().orElse(limit.burst());
      int perMinute =
          change == null ? limit.perMinute() : change.perMinute().orElse(limit.perMinute());
      buckets.put(
          limit, new Buckets(burst, perMinute, config.maxKeys(), limit.whenCrowded(), clock));
    }
  }

  /** Takes one from the key's bucket; false if it is empty. */
  public boolean tryTake(Limit limit, String key) {
    return of(limit).tryTake(key);
  }

  /**
   * Takes one from the key's bucket.
   *
   * @throws CafeException {@link Fault#RATE_LIMITED} if it is empty
   */
  public void take(Limit limit, String key) {
    if (!tryTake(limit, key)) {
      throw refusal(limit);
    }
  }

  /**
   * Makes sure that the key's bucket is not empty, and takes nothing: for what only some outcomes
   * are to be counted of.
   *
   * @throws CafeException {@link Fault#RATE_LIMITED} if it is empty
   */
  public void requireAny(Limit limit, String key) {
    if (!of(limit).has(key)) {
      throw refusal(limit);
    }
  }

  private static CafeException refusal(Limit limit) {
    return new CafeException(Fault.RATE_LIMITED, "too many requests: " + limit.id());
  }

  private Buckets of(Limit limit) {
    Buckets found = buckets.get(limit);
    if (found == null) {
      throw new IllegalStateException(limit + " has no buckets");
    }
    return found;
  }
}
