package cafe.storage;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;

@QuarkusTest
@TestProfile(SqliteReferencesCampaignTest.Unforced.class)
class SqliteReferencesCampaignTest extends ReferencesCampaign {
  @Override
  int share() {
    return 10_000;
  }

  /**
   * Commits without waiting for the disk, and without a line for each. The cafe's own collection,
   * which comes after five minutes, knows neither the model's time nor its blocks.
   */
  public static class Unforced implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "quarkus.datasource.jdbc.url",
          "jdbc:sqlite:${cafe.data}/cafe.db?journal_mode=WAL&synchronous=OFF&foreign_keys=true",
          "cafe.storage.collection.enabled",
          "false",
          "quarkus.log.category.\"cafe\".level",
          "WARN");
    }
  }
}
