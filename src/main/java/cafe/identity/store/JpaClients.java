package cafe.identity.store;

import cafe.database.Database;
import cafe.database.Statements;
import cafe.identity.Client;
import cafe.identity.ClientRepository;
import cafe.kernel.Address;
import cafe.kernel.PeerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.query.Page;

/** Clients as a table. */
@ApplicationScoped
class JpaClients implements ClientRepository {

  private static final int MAX_DEVICES = 1_000;

  private static final String EXISTS = "select 1 from clients where peer = ?";

  private final ClientEntity.Repository rows;
  private final Statements statements;
  private final Database database;

  JpaClients(ClientEntity.Repository rows, Statements statements, Database database) {
    this.rows = rows;
    this.statements = statements;
    this.database = database;
  }

  @Override
  public boolean insert(Client client) {
    return rows.getSession()
            .createNativeMutationQuery(
                """
                insert into clients (peer, address, created_at, last_seen, token_id, proven)
                values (:peer, :address, :created, :seen, :token, :proven)
                on conflict (peer) do nothing\
                """)
            .setParameter("peer", client.peer().toString())
            .setParameter("address", client.address().toString())
            .setParameter("created", client.created().toEpochMilli())
            .setParameter("seen", client.lastSeen().toEpochMilli())
            .setParameter("token", client.tokenId())
            .setParameter("proven", client.proven())
            .executeUpdate()
        == 1;
  }

  @Override
  public Optional<Client> find(PeerId peer) {
    return rows.of(peer.toString()).map(JpaClients::client);
  }

  @Override
  public boolean exists(PeerId peer) {
    return statements.exists(EXISTS, statement -> statement.setString(1, peer.toString()));
  }

  /**
   * On PostgreSQL units of work overlap: without this lock one that removes the client would miss
   * what another is adding. On SQLite they run one after the other.
   */
  @Override
  public boolean remains(PeerId peer) {
    String lock = database.kind() == Database.Kind.POSTGRESQL ? " for key share" : "";
    return statements.exists(EXISTS + lock, statement -> statement.setString(1, peer.toString()));
  }

  @Override
  public List<Client> byAddress(Address address) {
    return rows.byAddress(address.toString(), Page.first(MAX_DEVICES)).stream()
        .map(JpaClients::client)
        .toList();
  }

  @Override
  public List<Client> after(String peer, int limit) {
    return rows.after(peer, Page.first(limit)).stream().map(JpaClients::client).toList();
  }

  @Override
  public List<Client> byToken(String tokenId, String peer, int limit) {
    return rows.byToken(tokenId, peer, Page.first(limit)).stream().map(JpaClients::client).toList();
  }

  @Override
  public boolean renew(PeerId peer, Instant now, String tokenId, boolean proven) {
    if (rows.renew(peer.toString(), tokenId) == 0) {
      return false;
    }
    rows.touch(peer.toString(), now.toEpochMilli());
    if (proven) {
      rows.prove(peer.toString());
    }
    return true;
  }

  @Override
  public void touch(PeerId peer, Instant now) {
    rows.touch(peer.toString(), now.toEpochMilli());
  }

  @Override
  public boolean prove(PeerId peer) {
    return rows.prove(peer.toString()) == 1;
  }

  @Override
  public boolean delete(PeerId peer) {
    return rows.remove(peer.toString()) == 1;
  }

  @Override
  public long count() {
    return rows.number();
  }

  private static Client client(ClientEntity row) {
    return new Client(
        PeerId.parse(row.peer),
        Address.parse(row.address),
        Instant.ofEpochMilli(row.createdAt),
        Instant.ofEpochMilli(row.lastSeen),
        row.tokenId,
        row.proven);
  }
}
