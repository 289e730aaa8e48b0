package cafe.directory.store;

import cafe.directory.PeerRepository;
import cafe.directory.PublishedPeer;
import cafe.kernel.Address;
import cafe.kernel.PeerId;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.query.Page;

/** Published peers as a table. */
@ApplicationScoped
@RegisterForReflection(targets = PublishedPeer.Inbox.class)
class JpaPeers implements PeerRepository {

  private static final TypeReference<List<PublishedPeer.Inbox>> INBOXES = new TypeReference<>() {};

  private final PeerEntity.Repository rows;
  private final ObjectMapper json;

  JpaPeers(PeerEntity.Repository rows, ObjectMapper json) {
    this.rows = rows;
    this.json = json;
  }

  @Override
  public void put(PublishedPeer peer, String folded) {
    PeerEntity row = new PeerEntity();
    row.peer = peer.id().toString();
    row.address = peer.address().toString();
    row.name = peer.name();
    row.folded = folded;
    row.avatar = peer.avatar();
    row.inboxes = write(peer.inboxes());
    row.createdAt = peer.created().toEpochMilli();
    row.updatedAt = peer.updated().toEpochMilli();
    rows.upsert(row);
    rows.getSession().doWork(connection -> NameIndex.put(connection, row));
  }

  @Override
  public Optional<PublishedPeer> find(PeerId peer) {
    return rows.of(peer.toString()).map(this::peer);
  }

  @Override
  public void delete(PeerId peer) {
    rows.remove(peer.toString());
    rows.getSession().doWork(connection -> NameIndex.remove(connection, peer.toString()));
  }

  @Override
  public List<PublishedPeer> search(String address, String folded, int limit) {
    Page page = Page.first(limit);
    List<PeerEntity> found;
    if (folded.isEmpty()) {
      found = rows.byAddress(address, page);
    } else if (address.isEmpty()) {
      found =
          rows.getSession()
              .doReturningWork(connection -> NameIndex.search(connection, folded, limit));
    } else {
      found = rows.byBoth(address, NameIndex.pattern(folded), page);
    }
    return found.stream().map(this::peer).toList();
  }

  private String write(List<PublishedPeer.Inbox> inboxes) {
    try {
      return json.writeValueAsString(inboxes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("inboxes cannot be written", e);
    }
  }

  private PublishedPeer peer(PeerEntity row) {
    try {
      return new PublishedPeer(
          PeerId.parse(row.peer),
          Address.parse(row.address),
          row.name,
          row.avatar,
          json.readValue(row.inboxes, INBOXES),
          Instant.ofEpochMilli(row.createdAt),
          Instant.ofEpochMilli(row.updatedAt));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("inboxes cannot be read back", e);
    }
  }
}
