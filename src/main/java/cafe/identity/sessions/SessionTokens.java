package cafe.identity.sessions;

import cafe.identity.CafeInfo;
import cafe.identity.keys.NodeKeys;
import cafe.kernel.CafeException;
import cafe.kernel.PeerId;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Clock;
import java.time.Instant;

/** Writes and reads the tokens of sessions (RFC 7519, RFC 8037). */
@ApplicationScoped
public class SessionTokens {

  /** Which of a pair. */
  enum Scope {
    ACCESS("access", ""),
    REFRESH("refresh", "r");

    private final String claim;
    private final String prefix;

    Scope(String claim, String prefix) {
      this.claim = claim;
      this.prefix = prefix;
    }

    /** What the claim "scopes" says. */
    String claim() {
      return claim;
    }

    /** What the token's id has before the session's. */
    String prefix() {
      return prefix;
    }
  }

  private final NodeKeys node;
  private final PrivateKey key;
  private final TokenReader reader;

  SessionTokens(NodeKeys node, Clock clock) {
    this.node = node;
    this.reader = new TokenReader(node.publicKey(), clock);
    try {
      this.key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(
                  new EdECPrivateKeySpec(NamedParameterSpec.ED25519, node.privateKey().seed()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no Ed25519", e);
    }
  }

  /** The access token of a pair. */
  String access(Session session) {
    return write(session, Scope.ACCESS, session.accessExpires());
  }

  /** The refresh token of a pair. */
  String refresh(Session session) {
    return write(session, Scope.REFRESH, session.refreshExpires());
  }

  private String write(Session session, Scope scope, Instant expires) {
    return Jwt.claims()
        .claim("scopes", scope.claim)
        .claim("aud", CafeInfo.PROTOCOL)
        .claim("jti", scope.prefix + session.id())
        .issuer(node.peerId().toString())
        .subject(session.client().toString())
        .issuedAt(session.issued().getEpochSecond())
        .expiresAt(expires.getEpochSecond())
        .jws()
        .algorithm(SignatureAlgorithm.EDDSA)
        .keyId(node.peerId().toString())
        .sign(key);
  }

  /**
   * Reads a token of a scope.
   *
   * @throws CafeException as {@link TokenReader#read} does
   */
  TokenClaims read(String token, Scope scope) {
    return reader.read(token, scope);
  }

  /** Whether a token is an access token that this cafe gave a peer, revoked or not. */
  public boolean isAccessTokenOf(String token, PeerId subject) {
    try {
      return read(token, Scope.ACCESS).subject().equals(subject.toString());
    } catch (CafeException e) {
      return false;
    }
  }

  /** Reads the access token that goes with a refresh token; that it has expired does not matter. */
  TokenClaims readExpired(String token) {
    return reader.readExpired(token);
  }
}
