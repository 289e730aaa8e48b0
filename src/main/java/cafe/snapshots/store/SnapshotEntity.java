package cafe.snapshots.store;

import io.quarkus.hibernate.panache.PanacheRepository;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.query.Page;

/** A version of a snapshot. */
@Entity
@Table(name = "snapshots")
@IdClass(SnapshotEntity.Key.class)
class SnapshotEntity {

  @RegisterForReflection
  record Key(String thread, String client, long version) implements Serializable {}

  @Id String thread;

  @Id String client;

  @Id long version;

  String digest;

  long size;

  @Column(name = "is_current")
  boolean current;

  @Column(name = "stored_at")
  long storedAt;

  byte[] ciphertext;

  /** A version without its bytes. */
  @RegisterForReflection
  record Head(
      String thread, String client, long version, String digest, long size, long storedAt) {}

  interface Repository extends PanacheRepository.Stateless<SnapshotEntity, SnapshotEntity.Key> {

    @HQL(
        """
        select thread, client, version, digest, size, storedAt from SnapshotEntity
        where thread = :thread and client = :client and current = true\
        """)
    Optional<Head> current(String thread, String client);

    @HQL("where thread = :thread and client = :client and version = :version")
    Optional<SnapshotEntity> version(String thread, String client, long version);

    @HQL("where thread = :thread and client = :client and current = true")
    Optional<SnapshotEntity> currentWithBytes(String thread, String client);

    @HQL(
        """
        select thread, client, version, digest, size, storedAt from SnapshotEntity
        where thread = :thread and client = :client order by version desc\
        """)
    List<Head> versions(String thread, String client);

    @HQL(
        """
        select thread, client, version, digest, size, storedAt from SnapshotEntity
        where client = :client and current = true and thread > :after order by thread\
        """)
    List<Head> ofClient(String client, String after, Page page);

    @HQL("select count(*) from SnapshotEntity where client = :client and current = true")
    long number(String client);

    @HQL(
        """
        update SnapshotEntity set current = false
        where thread = :thread and client = :client and current = true\
        """)
    int retire(String thread, String client);

    @HQL(
        """
        delete from SnapshotEntity
        where thread = :thread and client = :client and version <= :version\
        """)
    int deleteUpTo(String thread, String client, long version);

    @HQL("delete from SnapshotEntity where thread = :thread and client = :client")
    int deleteAll(String thread, String client);

    @HQL("delete from SnapshotEntity where client = :client")
    int deleteOf(String client);
  }
}
