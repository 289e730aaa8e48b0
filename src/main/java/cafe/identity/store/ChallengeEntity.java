package cafe.identity.store;

import io.quarkus.hibernate.panache.PanacheRepository;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;
import org.jspecify.annotations.Nullable;

/** A row of {@code challenges}. */
@Entity
@Table(name = "challenges")
class ChallengeEntity {
  @Id String value;

  String address;

  @Nullable String peer;

  @Column(name = "created_at")
  long createdAt;

  @Column(name = "expires_at")
  long expiresAt;

  @Column(name = "used_at")
  @Nullable Long usedAt;

  @Nullable String request;

  @Nullable String result;

  interface Repository extends PanacheRepository.Stateless<ChallengeEntity, String> {

    @HQL("where value = :value")
    Optional<ChallengeEntity> of(String value);

    @HQL(
        """
        update ChallengeEntity set usedAt = :now, request = :request, result = :result
        where value = :value and usedAt is null\
        """)
    int use(String value, long now, String request, String result);

    @HQL("delete from ChallengeEntity where expiresAt < :before")
    int forget(long before);
  }
}
