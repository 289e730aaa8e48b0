package cafe.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

/**
 * What {@code /q/health} tells of the database: started once the schema is this version's, ready
 * while a query is answered in time, alive as long as the one writer of the embedded database runs.
 */
@ApplicationScoped
class DatabaseChecks {

  private static final long PATIENCE_SECONDS = 5;

  private final Database database;
  private final StatelessSession session;
  private final Migrations migrations;
  private final GroupCommit writer;
  private final AtomicReference<@Nullable FutureTask<Boolean>> asking = new AtomicReference<>();

  DatabaseChecks(
      Database database, StatelessSession session, Migrations migrations, GroupCommit writer) {
    this.database = database;
    this.session = session;
    this.migrations = migrations;
    this.writer = writer;
  }

  @Produces
  @Startup
  @ApplicationScoped
  HealthCheck schema() {
    return () -> HealthCheckResponse.named("schema").status(migrations.done()).build();
  }

  @Produces
  @Readiness
  @ApplicationScoped
  HealthCheck answers() {
    return () -> HealthCheckResponse.named("database").status(isAnswering()).build();
  }

  @Produces
  @Liveness
  @ApplicationScoped
  HealthCheck writes() {
    return () ->
        HealthCheckResponse.named("writer")
            .status(database.kind() != Database.Kind.SQLITE || writer.alive())
            .build();
  }

  /** However many ask, one query is on its way: a database that hangs costs one thread. */
  private boolean isAnswering() {
    FutureTask<Boolean> own = new FutureTask<>(this::ask);
    FutureTask<Boolean> other = asking.compareAndExchange(null, own);
    if (other == null) {
      Thread.ofVirtual()
          .name("database-check")
          .start(
              () -> {
                own.run();
                asking.set(null);
              });
    }
    try {
      return (other == null ? own : other).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private boolean ask() {
    return database.read(
        () -> session.createNativeQuery("select 1", Integer.class).getSingleResult() == 1);
  }
}
