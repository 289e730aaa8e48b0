package cafe.identity.store;

import cafe.identity.sessions.Session;
import cafe.identity.sessions.SessionRepository;
import cafe.kernel.Address;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.query.Page;
import org.jspecify.annotations.Nullable;

/** Sessions as a table. */
@ApplicationScoped
class JpaSessions implements SessionRepository {

  private static final int MAX_LISTED = 1_000;

  private final SessionEntity.Repository rows;

  JpaSessions(SessionEntity.Repository rows) {
    this.rows = rows;
  }

  @Override
  public boolean insert(Session session) {
    return rows.getSession()
            .createNativeMutationQuery(
                """
                insert into sessions (id, family, client, account, issued_at, access_expires,
                refresh_expires)
                values (:id, :family, :client, :account, :issued, :access, :refresh)
                on conflict (id) do nothing\
                """)
            .setParameter("id", session.id())
            .setParameter("family", session.family())
            .setParameter("client", session.client().toString())
            .setParameter("account", session.account().toString())
            .setParameter("issued", session.issued().toEpochMilli())
            .setParameter("access", session.accessExpires().toEpochMilli())
            .setParameter("refresh", session.refreshExpires().toEpochMilli())
            .executeUpdate()
        == 1;
  }

  @Override
  public Optional<Session> find(String id) {
    return rows.of(id).map(JpaSessions::session);
  }

  @Override
  public boolean use(String id, Instant now) {
    return rows.use(id, now.toEpochMilli()) == 1;
  }

  @Override
  public boolean succeed(String id, String successor, Instant now) {
    return rows.succeed(id, successor, now.toEpochMilli()) == 1;
  }

  @Override
  public List<String> revokeFamily(String family, Instant now) {
    return revokeAll(
        () -> rows.ofFamily(family), () -> rows.revokeFamily(family, now.toEpochMilli()));
  }

  @Override
  public List<String> revokeClient(PeerId client, Instant now) {
    return revokeAll(
        () -> rows.ofClient(client.toString()),
        () -> rows.revokeClient(client.toString(), now.toEpochMilli()));
  }

  /**
   * Until none is left: a refresh that ran beside us on PostgreSQL may have added a pair after we
   * looked. One that begins now finds its old pair revoked.
   */
  private static List<String> revokeAll(Supplier<List<String>> find, Runnable revoke) {
    List<String> all = new ArrayList<>();
    for (List<String> ids = find.get(); !ids.isEmpty(); ids = find.get()) {
      revoke.run();
      all.addAll(ids);
    }
    return all;
  }

  @Override
  public List<Session> live(Address account, Instant now) {
    return rows.live(account.toString(), now.toEpochMilli(), Page.first(MAX_LISTED)).stream()
        .map(JpaSessions::session)
        .toList();
  }

  @Override
  public long countLive(Instant now) {
    return rows.countLive(now.toEpochMilli());
  }

  @Override
  public int forget(Instant before) {
    return rows.forget(before.toEpochMilli());
  }

  private static Session session(SessionEntity row) {
    return new Session(
        row.id,
        row.family,
        PeerId.parse(row.client),
        Address.parse(row.account),
        Instant.ofEpochMilli(row.issuedAt),
        Instant.ofEpochMilli(row.accessExpires),
        Instant.ofEpochMilli(row.refreshExpires),
        instant(row.usedAt),
        row.successor,
        instant(row.refreshedAt),
        instant(row.revokedAt));
  }

  private static @Nullable Instant instant(@Nullable Long millis) {
    return millis == null ? null : Instant.ofEpochMilli(millis);
  }
}
