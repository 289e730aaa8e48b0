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

/** A row of {@code clients}. */
@Entity
@Table(name = "clients")
class ClientEntity {
  @Id String peer;

  String address;

  @Column(name = "created_at")
  long createdAt;

  @Column(name = "last_seen")
  long lastSeen;

  @Column(name = "token_id")
  String tokenId;

  boolean proven;

  interface Repository extends PanacheRepository.Stateless<ClientEntity, String> {

    @HQL("where peer = :peer")
    Optional<ClientEntity> of(String peer);

    @HQL("where address = :address order by lastSeen desc, peer")
    List<ClientEntity> byAddress(String address, Page page);

    @HQL("where peer > :peer order by peer")
    List<ClientEntity> after(String peer, Page page);

    @HQL("where tokenId = :tokenId and peer > :peer order by peer")
    List<ClientEntity> byToken(String tokenId, String peer, Page page);

    @HQL("select count(*) from ClientEntity")
    long number();

    @HQL("update ClientEntity set lastSeen = :now where peer = :peer and lastSeen < :now")
    int touch(String peer, long now);

    @HQL("update ClientEntity set proven = true where peer = :peer and proven = false")
    int prove(String peer);

    @HQL("update ClientEntity set tokenId = :tokenId where peer = :peer")
    int renew(String peer, String tokenId);

    @HQL("delete from ClientEntity where peer = :peer")
    int remove(String peer);
  }
}
