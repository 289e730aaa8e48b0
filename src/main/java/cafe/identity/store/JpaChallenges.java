package cafe.identity.store;

import cafe.identity.registration.Challenge;
import cafe.identity.registration.ChallengeRepository;
import cafe.kernel.Address;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Challenges as a table. */
@ApplicationScoped
class JpaChallenges implements ChallengeRepository {

  private final ChallengeEntity.Repository rows;

  JpaChallenges(ChallengeEntity.Repository rows) {
    this.rows = rows;
  }

  @Override
  public void insert(Challenge challenge) {
    ChallengeEntity row = new ChallengeEntity();
    row.value = challenge.value();
    row.address = challenge.address().toString();
    row.peer = challenge.peer().map(PeerId::toString).orElse(null);
    row.createdAt = challenge.created().toEpochMilli();
    row.expiresAt = challenge.expires().toEpochMilli();
    rows.insert(row);
  }

  @Override
  public Optional<Kept> find(String value) {
    return rows.of(value).map(row -> new Kept(challenge(row), use(row)));
  }

  @Override
  public boolean use(String value, Use use) {
    return rows.use(value, use.at().toEpochMilli(), use.request(), use.result()) == 1;
  }

  @Override
  public int forget(Instant before) {
    return rows.forget(before.toEpochMilli());
  }

  private static Challenge challenge(ChallengeEntity row) {
    return new Challenge(
        row.value,
        Address.parse(row.address),
        Optional.ofNullable(row.peer).map(PeerId::parse),
        Instant.ofEpochMilli(row.createdAt),
        Instant.ofEpochMilli(row.expiresAt));
  }

  private static @Nullable Use use(ChallengeEntity row) {
    return row.usedAt == null
        ? null
        : new Use(
            Instant.ofEpochMilli(row.usedAt),
            Objects.requireNonNullElse(row.request, ""),
            Objects.requireNonNullElse(row.result, ""));
  }
}
