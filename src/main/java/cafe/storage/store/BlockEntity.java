package cafe.storage.store;

import io.quarkus.hibernate.panache.PanacheRepository;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.hibernate.annotations.processing.HQL;

/** A row about a block. */
@Entity
@Table(name = "block")
class BlockEntity {
  /** Bytes are here and answered for. */
  static final int LIVE = 0;

  /** Bytes are here, but nobody references them. */
  static final int CONDEMNED = 1;

  /** Bytes may be gone at any moment. */
  static final int LEAVING = 2;

  @Id byte[] multihash;

  long size;

  /** Ordinal of {@link cafe.storage.References.Shape}. */
  int shape;

  @Column(name = "tree_blocks")
  int treeBlocks;

  @Column(name = "tree_bytes")
  long treeBytes;

  int state;

  /** When it came into its state. */
  long since;

  interface Repository extends PanacheRepository.Stateless<BlockEntity, byte[]> {
    @HQL("select multihash from BlockEntity where multihash in :hashes")
    List<byte[]> known(List<byte[]> hashes);

    @HQL("select multihash from BlockEntity where state = 2 and since <= :by order by since")
    List<byte[]> leaving(long by, org.hibernate.query.Page page);
  }
}
