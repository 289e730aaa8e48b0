package cafe.storage;

import cafe.testkit.OnPostgresql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

/** Fewer: each takes longer. */
@QuarkusTest
@TestProfile(PostgresqlReferencesCampaignTest.Unforced.class)
class PostgresqlReferencesCampaignTest extends ReferencesCampaign {
  @Override
  int share() {
    return 1_000;
  }

  /** Commits without waiting for the disk, and without a line for each. */
  public static class Unforced extends OnPostgresql {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> overrides = super.getConfigOverrides();
      overrides.put(
          "quarkus.datasource.pg.jdbc.new-connection-sql", "set synchronous_commit = off");
      overrides.put("cafe.storage.collection.enabled", "false");
      overrides.put("quarkus.log.category.\"cafe\".level", "WARN");
      return overrides;
    }
  }
}
