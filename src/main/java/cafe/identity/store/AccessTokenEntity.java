package cafe.identity.store;

import io.quarkus.hibernate.panache.PanacheRepository;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.query.Page;
import org.jspecify.annotations.Nullable;

/** A row of {@code access_tokens}. */
@Entity
@Table(name = "access_tokens")
class AccessTokenEntity {
  @Id String id;

  String label;

  String hash;

  @Column(name = "created_at")
  long createdAt;

  @Column(name = "expires_at")
  @Nullable Long expiresAt;

  @Column(name = "max_uses")
  @Nullable Integer maxUses;

  int uses;

  boolean disabled;

  boolean imported;

  interface Repository extends PanacheRepository.Stateless<AccessTokenEntity, String> {

    @HQL("where id = :id")
    Optional<AccessTokenEntity> of(String id);

    @HQL("order by createdAt desc, id")
    List<AccessTokenEntity> newest(Page page);

    @HQL(
        """
        where createdAt < :created or (createdAt = :created and id > :id)
        order by createdAt desc, id\
        """)
    List<AccessTokenEntity> older(long created, String id, Page page);

    @HQL(
        """
        update AccessTokenEntity set uses = uses + 1 where id = :id and disabled = false
        and (expiresAt is null or expiresAt > :now) and (maxUses is null or uses < maxUses)\
        """)
    int use(String id, long now);

    @HQL("update AccessTokenEntity set disabled = true where id = :id")
    int disable(String id);

    // An update that changes nothing: PostgreSQL locks the row, as it does for a use.
    @HQL(
        """
        update AccessTokenEntity set uses = uses where id = :id and disabled = false
        and (expiresAt is null or expiresAt > :now)\
        """)
    int hold(String id, long now);
  }
}
