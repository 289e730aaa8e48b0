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

/** A row of {@code sessions}. */
@Entity
@Table(name = "sessions")
class SessionEntity {
  @Id String id;

  String family;

  String client;

  String account;

  @Column(name = "issued_at")
  long issuedAt;

  @Column(name = "access_expires")
  long accessExpires;

  @Column(name = "refresh_expires")
  long refreshExpires;

  @Column(name = "used_at")
  @Nullable Long usedAt;

  @Nullable String successor;

  @Column(name = "refreshed_at")
  @Nullable Long refreshedAt;

  @Column(name = "revoked_at")
  @Nullable Long revokedAt;

  interface Repository extends PanacheRepository.Stateless<SessionEntity, String> {

    @HQL("where id = :id")
    Optional<SessionEntity> of(String id);

    @HQL("update SessionEntity set usedAt = :now where id = :id and usedAt is null")
    int use(String id, long now);

    @HQL(
        """
        update SessionEntity set successor = :successor, refreshedAt = :now
        where id = :id and successor is null and revokedAt is null\
        """)
    int succeed(String id, String successor, long now);

    @HQL("select id from SessionEntity where family = :family and revokedAt is null")
    List<String> ofFamily(String family);

    @HQL("select id from SessionEntity where client = :client and revokedAt is null")
    List<String> ofClient(String client);

    @HQL(
        """
        update SessionEntity set revokedAt = :now
        where family = :family and revokedAt is null\
        """)
    int revokeFamily(String family, long now);

    @HQL(
        """
        update SessionEntity set revokedAt = :now
        where client = :client and revokedAt is null\
        """)
    int revokeClient(String client, long now);

    @HQL(
        """
        where account = :account and revokedAt is null and successor is null
        and refreshExpires > :now order by issuedAt desc, id\
        """)
    List<SessionEntity> live(String account, long now, Page page);

    @HQL(
        """
        select count(*) from SessionEntity
        where revokedAt is null and successor is null and refreshExpires > :now\
        """)
    long countLive(long now);

    @HQL("delete from SessionEntity where refreshExpires < :before")
    int forget(long before);
  }
}
