package cafe.identity.store;

import cafe.identity.tokens.AccessToken;
import cafe.identity.tokens.AccessTokenRepository;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.query.Page;
import org.jspecify.annotations.Nullable;

/** Access tokens as a table. */
@ApplicationScoped
class JpaAccessTokens implements AccessTokenRepository {

  private final AccessTokenEntity.Repository rows;

  JpaAccessTokens(AccessTokenEntity.Repository rows) {
    this.rows = rows;
  }

  @Override
  public boolean insert(AccessToken token, String hash) {
    return rows.getSession()
            .createNativeMutationQuery(
                """
                insert into access_tokens (id, label, hash, created_at, expires_at, max_uses, uses,
                disabled, imported)
                values (:id, :label, :hash, :created, :expires, :max, :uses, :disabled, :imported)
                on conflict (id) do nothing\
                """)
            .setParameter("id", token.id())
            .setParameter("label", token.label())
            .setParameter("hash", hash)
            .setParameter("created", token.created().toEpochMilli())
            .setParameter("expires", millis(token.expires()), Long.class)
            .setParameter("max", token.maxUses(), Integer.class)
            .setParameter("uses", token.uses())
            .setParameter("disabled", token.disabled())
            .setParameter("imported", token.imported())
            .executeUpdate()
        == 1;
  }

  @Override
  public Optional<Kept> find(String id) {
    return rows.of(id).map(row -> new Kept(token(row), row.hash));
  }

  @Override
  public List<AccessToken> list(@Nullable AccessToken after, int limit) {
    Page page = Page.first(limit);
    List<AccessTokenEntity> some =
        after == null
            ? rows.newest(page)
            : rows.older(after.created().toEpochMilli(), after.id(), page);
    return some.stream().map(JpaAccessTokens::token).toList();
  }

  @Override
  public boolean use(String id, Instant now) {
    return rows.use(id, now.toEpochMilli()) == 1;
  }

  @Override
  public boolean disable(String id) {
    return rows.disable(id) == 1;
  }

  @Override
  public boolean hold(String id, Instant now) {
    return rows.hold(id, now.toEpochMilli()) == 1;
  }

  private static @Nullable Long millis(@Nullable Instant instant) {
    return instant == null ? null : instant.toEpochMilli();
  }

  private static AccessToken token(AccessTokenEntity row) {
    return new AccessToken(
        row.id,
        row.label,
        Instant.ofEpochMilli(row.createdAt),
        row.expiresAt == null ? null : Instant.ofEpochMilli(row.expiresAt),
        row.maxUses,
        row.uses,
        row.disabled,
        row.imported);
  }
}
