package cafe.directory.store;

import io.quarkus.hibernate.panache.PanacheRepository;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
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

  /** The current row of a query of all columns. */
  static PeerEntity of(ResultSet rows) throws SQLException {
    PeerEntity row = new PeerEntity();
    row.peer = rows.getString("peer");
    row.address = rows.getString("address");
    row.name = rows.getString("name");
    row.folded = rows.getString("folded");
    row.avatar = rows.getString("avatar");
    row.inboxes = rows.getString("inboxes");
    row.createdAt = rows.getLong("created_at");
    row.updatedAt = rows.getLong("updated_at");
    return row;
  }

  interface Repository extends PanacheRepository.Stateless<PeerEntity, String> {

    @HQL("where peer = :peer")
    Optional<PeerEntity> of(String peer);

    @HQL("delete from PeerEntity where peer = :peer")
    int remove(String peer);

    @HQL("where address = :address order by updatedAt desc, peer")
    List<PeerEntity> byAddress(String address, Page page);

    @HQL(
        """
        where address = :address and folded like :pattern escape '\\'
        order by updatedAt desc, peer\
        """)
    List<PeerEntity> byBoth(String address, String pattern, Page page);
  }
}
