package cafe.database;

import cafe.database.sqlite.DataFolder;
import io.quarkus.flyway.FlywayDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/**
 * Brings the active database to this version's schema before anything else starts. Not left to
 * Quarkus' {@code migrate-at-start}, because the embedded database's folder may have to be made
 * first.
 */
@ApplicationScoped
class Migrations {

  private final ActiveUnit unit;
  private final Instance<Flyway> flyways;
  private final Path dataDirectory;
  private volatile boolean done;
  private volatile @Nullable DataFolder claimed;

  Migrations(
      ActiveUnit unit,
      @Any Instance<Flyway> flyways,
      @ConfigProperty(name = "cafe.data") Path dataDirectory) {
    this.unit = unit;
    this.flyways = flyways;
    this.dataDirectory = dataDirectory;
  }

  void onStart(@Observes @Priority(1) StartupEvent event) {
    if (unit.kind() == Database.Kind.SQLITE) {
      try {
        claimed = DataFolder.claim(dataDirectory);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot use the data folder " + dataDirectory, e);
      }
      flyways.select(jakarta.enterprise.inject.Default.Literal.INSTANCE).get().migrate();
    } else {
      flyways
          .select(FlywayDataSource.FlywayDataSourceLiteral.of(ActiveUnit.POSTGRESQL))
          .get()
          .migrate();
    }
    done = true;
  }

  /** Last of all: until then units of work may end. */
  void onStop(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) throws IOException {
    DataFolder folder = claimed;
    if (folder != null) {
      folder.close();
    }
  }

  /** Whether the active database has this version's schema. */
  boolean done() {
    return done;
  }
}
