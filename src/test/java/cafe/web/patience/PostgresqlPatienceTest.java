package cafe.web.patience;

import cafe.database.BehindARelay;
import cafe.testkit.LockedOut;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(BehindARelay.class)
class PostgresqlPatienceTest extends PatienceContract {

  @ConfigProperty(name = "quarkus.datasource.pg.jdbc.url")
  String url;

  @Test
  void theServerLetsNobodyIn() throws Exception {
    outlast(
        () -> {
          LockedOut lockedOut = LockedOut.of(url);
          return lockedOut::close;
        },
        "unavailable");
  }
}
