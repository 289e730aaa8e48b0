package cafe.inbox.store;

import io.quarkus.hibernate.panache.PanacheRepository;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Collection;
import java.util.List;
import org.hibernate.annotations.processing.HQL;
import org.hibernate.query.Page;

/** A row of {@code inbox_messages}. */
@Entity
@Table(name = "inbox_messages")
class MessageEntity {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long number;

  String cid;

  String author;

  String client;

  long size;

  @Column(name = "received_at")
  long receivedAt;

  /** Whether the client's last check returned it. */
  boolean returned;

  interface Repository extends PanacheRepository.Stateless<MessageEntity, Long> {

    @HQL("update MessageEntity set returned = false where client = :client and returned = true")
    int unmark(String client);

    @HQL("update MessageEntity set returned = true where client = :client and number in :numbers")
    int mark(String client, Collection<Long> numbers);

    @HQL(
        """
        select coalesce(sum(size), 0) from MessageEntity
        where client = :client and cid in :cids\
        """)
    long bytes(String client, Collection<String> cids);

    @HQL("delete from MessageEntity where client = :client and cid in :cids")
    int remove(String client, Collection<String> cids);

    @HQL("where receivedAt < :before order by receivedAt, number")
    List<MessageEntity> before(long before, Page page);

    @HQL("where cid = :cid")
    List<MessageEntity> waiting(String cid, Page page);
  }
}
