package cafe.testkit;

import java.util.HashMap;
import java.util.Map;

/** {@link SmallCafe} on a real PostgreSQL. */
public class SmallCafeOnPostgresql extends OnPostgresql {

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> both = new HashMap<>(super.getConfigOverrides());
    both.putAll(new SmallCafe().getConfigOverrides());
    return both;
  }
}
