package cafe.database;

import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource.DataSourceLiteral;
import io.quarkus.hibernate.orm.PersistenceUnit.PersistenceUnitLiteral;
import io.quarkus.hibernate.orm.runtime.PersistenceUnitUtil;
import io.quarkus.hibernate.orm.runtime.TransactionSessions;
import io.quarkus.runtime.annotations.RegisterForProxy;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;

/**
 * Hands out the session of whichever persistence unit is active, so that one set of entities and
 * repositories serves both databases. Each call of it goes to the session of the caller's unit of
 * work: that of a read, or Quarkus' own, which belongs to a transaction.
 */
@ApplicationScoped
@RegisterForProxy(targets = StatelessSession.class)
@RegisterForReflection(targets = StatelessSession.class)
class ActiveUnit {

  /** The name of the PostgreSQL datasource and persistence unit. */
  static final String POSTGRESQL = "pg";

  private final TransactionSessions sessions;
  private final Instance<AgroalDataSource> sources;
  private final Instance<SessionFactory> factories;
  private final Database.Kind kind;

  ActiveUnit(
      TransactionSessions sessions,
      @Any Instance<AgroalDataSource> sources,
      @Any Instance<SessionFactory> factories,
      @ConfigProperty(name = "quarkus.datasource.pg.active") boolean postgresql) {
    this.sessions = sessions;
    this.sources = sources;
    this.factories = factories;
    this.kind = postgresql ? Database.Kind.POSTGRESQL : Database.Kind.SQLITE;
  }

  Database.Kind kind() {
    return kind;
  }

  /** The connections of the active database. */
  AgroalDataSource source() {
    return kind == Database.Kind.POSTGRESQL
        ? sources.select(new DataSourceLiteral(POSTGRESQL)).get()
        : sources.select(Default.Literal.INSTANCE).get();
  }

  /** What makes sessions over them. */
  SessionFactory factory() {
    return kind == Database.Kind.POSTGRESQL
        ? factories.select(new PersistenceUnitLiteral(POSTGRESQL)).get()
        : factories.select(Default.Literal.INSTANCE).get();
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
  StatelessSession session() {
    StatelessSession ofTransaction = sessions.getStatelessSession(unitName());
    InvocationHandler toCurrent =
        (proxy, method, arguments) -> {
          Reads.Reading read = Reads.current();
          try {
            return method.invoke(read == null ? ofTransaction : read.session(), arguments);
          } catch (InvocationTargetException e) {
            throw e.getTargetException();
          }
        };
    Class<?>[] types = {StatelessSession.class};
    ClassLoader loader = StatelessSession.class.getClassLoader();
    return (StatelessSession) Proxy.newProxyInstance(loader, types, toCurrent);
  }
}
