package cafe.directory.store;

import io.quarkus.hibernate.panache.PanacheRepository;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.query.Page;

/** A row of {@code published_peers}. Times are milliseconds of the peer's own clock. */
@Entity
@Table(name = "published_peers")
class PeerEntity {
  @Id String peer;

  String address;

  String name;

  /** The name as searches compare it. */
  String folded;

  String avatar;

  /** JSON array of cafes. */
  String inboxes;

  @Column(name = "created_at")
  long createdAt;

  @Column(name = "updated_at")
  long updatedAt;

  interface Repository extends PanacheRepository.Stateless<PeerEntity, String> {

    @HQL("where peer = :peer")
    Optional<PeerEntity> of(String peer);

    @HQL("delete from PeerEntity where peer = :peer")
    int remove(String peer);

    @HQL("where address = :address order by updatedAt desc, peer")
    List<PeerEntity> byAddress(String address, Page page);

    @HQL("where folded like :pattern escape '\\' order by updatedAt desc, peer")
    List<PeerEntity> byName(String pattern, Page page);

    @HQL(
        """
        where address = :address and folded like :pattern escape '\\'
        order by updatedAt desc, peer\
        """)
    List<PeerEntity> byBoth(String address, String pattern, Page page);
  }
}
