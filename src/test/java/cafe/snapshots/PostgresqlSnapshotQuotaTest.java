package cafe.snapshots;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.database.Database;
import cafe.identity.Clients;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.testkit.Configs;
import cafe.testkit.OnPostgresql;
import cafe.testkit.Overlap;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots of new threads, stored by one client at once: together they are not too many. */
@QuarkusTest
@TestProfile(OnPostgresql.class)
class PostgresqlSnapshotQuotaTest {

  @TestHTTPResource URI base;
  @Inject Database database;
  @Inject SnapshotRepository rows;
  @Inject HotSnapshots hot;
  @Inject Clients clients;
  @Inject Clock clock;
  @Inject AccessTokens tokens;
  @Inject StatelessSession session;

  @Test
  @Timeout(60)
  void theLastPlaceIsGivenOnce() {
    String token = tokens.create(new NewAccessToken("quota", null, null)).text();
    TestDevice ada = TestDevice.create().register(base, token);
    TestDevice ben = TestDevice.create().register(base, token);
    SnapshotConfig few =
        Configs.of(SnapshotConfig.class, Map.of("cafe.snapshots.max-per-client", "2"));
    Snapshots two = new Snapshots(database, rows, hot, clients, few, clock);
    store(two, ada, "a");
    List<Fault> refused = new ArrayList<>();
    Overlap overlap = new Overlap(database, session);
    overlap.run(
        () -> store(two, ada, "b"),
        () -> {
          store(two, ben, "b");
          try {
            store(two, ada, "c");
          } catch (CafeException e) {
            refused.add(e.fault());
          }
        });
    assertThat(refused).containsExactly(Fault.QUOTA_EXCEEDED);
    assertThat(database.read(() -> rows.ofClient(ada.peer(), "", 9)))
        .extracting(SnapshotInfo::thread)
        .containsExactly("a", "b");
    assertThat(database.read(() -> rows.ofClient(ben.peer(), "", 9))).hasSize(1);
  }

  private static void store(Snapshots snapshots, TestDevice device, String thread) {
    Caller.Session caller =
        new Caller.Session(device.peer(), Address.parse(device.address()), "test");
    snapshots.store(caller, thread, new byte[] {1}, Condition.NONE);
  }
}
