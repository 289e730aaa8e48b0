package cafe.web.patience;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * One upload at once, which must get on, and an embedded database that gives up soon: few changes
 * may wait for it, and it waits for nobody else.
 */
public class Narrow implements QuarkusTestProfile {

  /** How many changes may wait. */
  public static final int QUEUE = 4;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "cafe.storage.parallel-uploads", "1",
        "cafe.storage.upload-stall", "500ms",
        "cafe.storage.upload-pace", "200",
        "quarkus.http.read-timeout", "3s",
        "cafe.database.max-waiting-writes", String.valueOf(QUEUE),
        "cafe.database.queue-timeout", "100ms",
        "quarkus.datasource.jdbc.url",
            "jdbc:sqlite:${cafe.data}/cafe.db"
                + "?journal_mode=WAL&synchronous=FULL&busy_timeout=50&foreign_keys=true");
  }
}
