package cafe.database;

import io.quarkus.hibernate.orm.runtime.PersistenceUnitUtil;
import io.quarkus.hibernate.orm.runtime.TransactionSessions;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;
import org.hibernate.StatelessSession;

/**
 * Hands out the sessions of whichever persistence unit is active, so that one set of entities and
 * repositories serves both databases. The sessions are Quarkus' transaction-scoped ones: each call
 * goes to the session of the caller's transaction.
 */
@ApplicationScoped
class ActiveUnit {

  /** The name of the PostgreSQL datasource and persistence unit. */
  static final String POSTGRESQL = "pg";

  private final TransactionSessions sessions;
  private final Database.Kind kind;

  ActiveUnit(
      TransactionSessions sessions,
      @ConfigProperty(name = "quarkus.datasource.pg.active") boolean postgresql) {
    this.sessions = sessions;
    this.kind = postgresql ? Database.Kind.POSTGRESQL : Database.Kind.SQLITE;
  }

  Database.Kind kind() {
    return kind;
  }

  private String unitName() {
    return kind == Database.Kind.POSTGRESQL
        ? POSTGRESQL
        : PersistenceUnitUtil.DEFAULT_PERSISTENCE_UNIT_NAME;
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  StatelessSession statelessSession() {
    return sessions.getStatelessSession(unitName());
  }

  @Produces
  @Singleton
  @Alternative
  @Priority(1)
  Session session() {
    return sessions.getSession(unitName());
  }
}
