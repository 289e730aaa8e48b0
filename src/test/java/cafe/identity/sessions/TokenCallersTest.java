package cafe.identity.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.cache.Cache;
import cafe.cache.CacheSpec;
import cafe.cache.Caches;
import cafe.identity.Client;
import cafe.identity.ClientRepository;
import cafe.identity.IdentityConfig;
import cafe.identity.keys.NodeKeys;
import cafe.identity.keys.OperatorSecret;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.testkit.Configs;
import cafe.testkit.DirectDatabase;
import cafe.testkit.FakeClock;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a token that was seen before costs neither a signature nor a row. */
class TokenCallersTest {

  private static final PeerId CLIENT =
      PeerId.parse("12D3KooWA4Xop1JaT3MHxwYMkCepYsv4iPVopMXwCz5iHYdBfeSB");
  private static final Address ACCOUNT =
      Address.parse("P4WysQUVHg2GDMctx7Sf3DjLRAfRZqsZoCPr6aec7JgWpSRq");

  @TempDir Path folder;

  private final FakeClock clock = new FakeClock();
  private final DirectDatabase database = new DirectDatabase();
  private final MemorySessions rows = new MemorySessions();
  private final IdentityConfig config = Configs.of(IdentityConfig.class, Map.of());
  private CountingTokens tokens;
  private TokenCallers callers;
  private Sessions sessions;

  /** Counts the tokens whose signature was checked. */
  private static final class CountingTokens extends SessionTokens {
    private int read;

    CountingTokens(NodeKeys node, FakeClock clock) {
      super(node, clock);
    }

    @Override
    TokenClaims read(String token, Scope scope) {
      read++;
      return super.read(token, scope);
    }
  }

  @BeforeEach
  void build() throws IOException {
    NodeKeys node = TestKeys.node(folder);
    tokens = new CountingTokens(node, clock);
    Caches caches = new MemoryCaches();
    SessionStates states = new SessionStates(caches, config);
    AdoptedSessions adopted = new AdoptedSessions(rows, noClients());
    callers =
        new TokenCallers(
            tokens,
            states,
            rows,
            adopted,
            database,
            clock,
            new TokenCallers.Support(
                caches, config, new OperatorSecret(config, folder, new SecureRandom())));
    sessions = new Sessions(database, rows, states, tokens, config, clock, new SecureRandom());
  }

  private static ClientRepository noClients() {
    return (ClientRepository)
        Proxy.newProxyInstance(
            ClientRepository.class.getClassLoader(),
            new Class<?>[] {ClientRepository.class},
            (proxy, method, args) -> Optional.<Client>empty());
  }

  private IssuedSession begin() {
    Session session = sessions.draft(CLIENT, ACCOUNT, null);
    sessions.begin(session);
    return sessions.issue(session);
  }

  @Test
  void aKnownTokenCostsNoSignatureAndNoRow() {
    IssuedSession session = begin();
    Caller.Session expected = new Caller.Session(CLIENT, ACCOUNT, session.session().id());
    assertThat(callers.session(session.access())).isEqualTo(expected);
    int units = database.units();
    int read = tokens.read;
    for (int i = 0; i < 100; i++) {
      assertThat(callers.session(session.access(), CLIENT)).isEqualTo(expected);
    }
    assertThat(database.units()).isEqualTo(units);
    assertThat(tokens.read).isEqualTo(read);
  }

  @Test
  void aRevocationTakesEffectAtOnce() {
    IssuedSession session = begin();
    callers.session(session.access());
    sessions.revokeClient(CLIENT);
    assertThatThrownBy(() -> callers.session(session.access()))
        .extracting(e -> ((CafeException) e).fault())
        .isEqualTo(Fault.SESSION_REVOKED);
  }

  @Test
  void anExpiredTokenIsNotKeptAliveByTheCache() {
    IssuedSession session = begin();
    callers.session(session.access());
    clock.advance(Duration.ofDays(28).plusSeconds(1));
    assertThatThrownBy(() -> callers.session(session.access()))
        .extracting(e -> ((CafeException) e).fault())
        .isEqualTo(Fault.TOKEN_EXPIRED);
  }

  @Test
  void aTokenWithoutARowIsRevoked() {
    Session never = sessions.draft(CLIENT, ACCOUNT, null);
    String token = sessions.issue(never).access();
    assertThatThrownBy(() -> callers.session(token))
        .extracting(e -> ((CafeException) e).fault())
        .isEqualTo(Fault.SESSION_REVOKED);
  }

  @Test
  void theOperatorsSecretIsNobodyElses() {
    assertThatThrownBy(() -> callers.operator("guess"))
        .extracting(e -> ((CafeException) e).fault())
        .isEqualTo(Fault.OPERATOR_ONLY);
    assertThatThrownBy(() -> callers.operator("")).isInstanceOf(CafeException.class);
  }

  /** Caches that forget nothing. */
  private static final class MemoryCaches implements Caches {
    @Override
    public Cache cache(CacheSpec spec) {
      Map<String, byte[]> entries = new HashMap<>();
      return new Cache() {
        @Override
        public Optional<byte[]> get(String key) {
          return Optional.ofNullable(entries.get(key));
        }

        @Override
        public void put(String key, byte[] value) {
          entries.put(key, value);
        }

        @Override
        public boolean putIfAbsent(String key, byte[] value) {
          return entries.putIfAbsent(key, value) == null;
        }

        @Override
        public void remove(String key) {
          entries.remove(key);
        }

        @Override
        public void clear() {
          entries.clear();
        }

        @Override
        public long size() {
          return entries.size();
        }
      };
    }
  }

  /** Sessions in memory. */
  private static final class MemorySessions implements SessionRepository {
    private final Map<String, Session> rows = new HashMap<>();

    @Override
    public boolean insert(Session session) {
      return rows.putIfAbsent(session.id(), session) == null;
    }

    @Override
    public Optional<Session> find(String id) {
      return Optional.ofNullable(rows.get(id));
    }

    @Override
    public boolean use(String id, Instant now) {
      return true;
    }

    @Override
    public boolean succeed(String id, String successor, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> revokeFamily(String family, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<String> revokeClient(PeerId client, Instant now) {
      rows.replaceAll(
          (id, s) ->
              new Session(
                  s.id(),
                  s.family(),
                  s.client(),
                  s.account(),
                  s.issued(),
                  s.accessExpires(),
                  s.refreshExpires(),
                  s.used(),
                  s.successor(),
                  s.refreshed(),
                  now));
      return List.copyOf(rows.keySet());
    }

    @Override
    public List<Session> live(Address account, Instant now) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long countLive(Instant now) {
      return rows.size();
    }

    @Override
    public int forget(Instant before) {
      return 0;
    }
  }
}
