package cafe.storage.store;

import io.quarkus.hibernate.panache.PanacheRepository;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.query.Page;
import org.jspecify.annotations.Nullable;

/** A reference. */
@Entity
@Table(name = "pin")
@IdClass(PinEntity.Key.class)
class PinEntity {
  @Id String owner;
  @Id byte[] root;

  /** Ordinal of {@link cafe.storage.Scope}. */
  int scope;

  long bytes;

  @Column(name = "taken_at")
  long takenAt;

  @Column(name = "expires_at")
  @Nullable Long expiresAt;

  /** Owner and root. */
  @RegisterForReflection
  record Key(String owner, byte[] root) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Key(String o, byte[] r) && owner.equals(o) && Arrays.equals(root, r);
    }

    @Override
    public int hashCode() {
      return Objects.hash(owner, Arrays.hashCode(root));
    }
  }

  interface Repository extends PanacheRepository.Stateless<PinEntity, Key> {
    @HQL("delete from PinEntity where owner = :owner")
    int deleteAll(String owner);

    @HQL("update PinEntity set expiresAt = :at where owner = :owner")
    int expire(String owner, @Nullable Long at);

    @HQL("where owner = :owner and root > :after order by root")
    List<PinEntity> after(String owner, byte[] after, Page page);

    @HQL("select owner from PinEntity where owner > :after order by owner")
    List<String> ownersAfter(String after, Page page);

    @HQL("delete from PinEntity where owner = :owner and takenAt <= :by")
    int deleteTakenBy(String owner, long by);

    @HQL("where expiresAt <= :at order by expiresAt")
    List<PinEntity> lapsed(long at, Page page);
  }
}
