package cafe.database.store;

import io.quarkus.hibernate.panache.PanacheRepository;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.query.Page;

/** A row of the outbox. {@code transaction} is filled in by the database. */
@Entity
@Table(name = "outbox")
class OutboxEntity {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long number;

  @Column(name = "tx", insertable = false, updatable = false)
  long transaction;

  String topic;

  @Column(name = "subject")
  String key;

  String payload;

  @Column(name = "created_at")
  long createdAt;

  interface Repository extends PanacheRepository.Stateless<OutboxEntity, Long> {

    @HQL("where transaction < :horizon order by transaction desc, number desc")
    List<OutboxEntity> latest(long horizon, Page page);

    @HQL("delete from OutboxEntity where createdAt < :before")
    int deleteBefore(long before);
  }
}
