package cafe.identity.sessions;

import cafe.crypto.Ed25519PublicKey;
import cafe.identity.CafeInfo;
import cafe.identity.sessions.SessionTokens.Scope;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;

/** Reads the tokens that one cafe has signed, old ones of the original's form included. */
final class TokenReader {

  private static final int MAX_LENGTH = 4096;
  private static final long LEEWAY_SECONDS = 60;
  private static final String OURS = "EdDSA";
  private static final String ORIGINAL = "Ed25519";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Ed25519PublicKey key;
  private final Clock clock;

  /** For the tokens that a key signs. */
  TokenReader(Ed25519PublicKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /**
   * Reads a token of a scope, with the original's verdicts in the original's order.
   *
   * @throws CafeException {@link Fault#TOKEN_MISSING} if it has not three parts, {@link
   *     Fault#TOKEN_EXPIRED} if it has ended or names no end (whatever else is wrong), {@link
   *     Fault#TOKEN_INVALID} for a wrong header, signature, time, scope or audience
   */
  TokenClaims read(String token, Scope scope) {
    Parts parts = Parts.of(token);
    JsonNode header = parts.header().orElseThrow(() -> invalid("its header is no JSON"));
    JsonNode claims = parts.claims().orElseGet(MissingNode::getInstance);
    JsonNode expires = claims.path("exp");
    long now = clock.instant().getEpochSecond();
    if (!expires.isNumber() || expires.asLong() < now) {
      throw new CafeException(Fault.TOKEN_EXPIRED, "the session token has expired");
    }
    requireSignature(parts, header);
    if (claims.path("iat").asLong() > now + LEEWAY_SECONDS
        || claims.path("nbf").asLong() > now + LEEWAY_SECONDS) {
      throw invalid("it is from the future");
    }
    if (!claims.path("scopes").asText().equals(scope.claim())) {
      throw invalid("it is of another scope");
    }
    if (!isForUs(claims.path("aud"))) {
      throw invalid("it is for another audience");
    }
    return claims(header, claims, scope);
  }

  /** Reads the access token that goes with a refresh token; that it has expired does not matter. */
  TokenClaims readExpired(String token) {
    Parts parts = Parts.of(token);
    JsonNode header = parts.header().orElseThrow(() -> invalid("its header is no JSON"));
    JsonNode claims = parts.claims().orElseThrow(() -> invalid("its claims are no JSON"));
    requireSignature(parts, header);
    return claims(header, claims, Scope.ACCESS);
  }

  private static TokenClaims claims(JsonNode header, JsonNode claims, Scope scope) {
    String id = claims.path("jti").asText();
    if (id.length() <= scope.prefix().length() || !id.startsWith(scope.prefix())) {
      throw invalid("it has no id");
    }
    return new TokenClaims(
        id.substring(scope.prefix().length()),
        claims.path("sub").asText(),
        claims.path("iat").asLong(),
        claims.path("exp").asLong(),
        header.path("alg").asText().equals(ORIGINAL));
  }

  private void requireSignature(Parts parts, JsonNode header) {
    String algorithm = header.path("alg").asText();
    boolean known = algorithm.equals(OURS) || algorithm.equals(ORIGINAL);
    if (!known || header.has("crit") || !key.verify(parts.signedBytes(), parts.signature())) {
      throw invalid("its signature does not verify");
    }
  }

  private static boolean isForUs(JsonNode audience) {
    return audience.isArray()
        ? audience.size() == 1 && audience.get(0).asText().equals(CafeInfo.PROTOCOL)
        : audience.asText().equals(CafeInfo.PROTOCOL);
  }

  private static CafeException invalid(String why) {
    return new CafeException(Fault.TOKEN_INVALID, "the session token is not valid: " + why);
  }

  /** The three parts of a compact token. */
  private record Parts(String head, String body, String tail) {

    static Parts of(String token) {
      int first = token.indexOf('.');
      int second = token.indexOf('.', first + 1);
      if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0) {
        throw new CafeException(Fault.TOKEN_MISSING, "this is no session token");
      }
      if (token.length() > MAX_LENGTH) {
        throw invalid("it is too long");
      }
      return new Parts(
          token.substring(0, first),
          token.substring(first + 1, second),
          token.substring(second + 1));
    }

    Optional<JsonNode> header() {
      return json(head);
    }

    Optional<JsonNode> claims() {
      return json(body);
    }

    byte[] signedBytes() {
      return (head + '.' + body).getBytes(StandardCharsets.UTF_8);
    }

    byte[] signature() {
      try {
        return Base64.getUrlDecoder().decode(tail);
      } catch (IllegalArgumentException e) {
        return new byte[0];
      }
    }

    private static Optional<JsonNode> json(String part) {
      try {
        JsonNode json = JSON.readTree(Base64.getUrlDecoder().decode(part));
        return Optional.of(json).filter(JsonNode::isObject);
      } catch (JsonProcessingException | IllegalArgumentException e) {
        return Optional.empty();
      } catch (IOException e) {
        throw new IllegalStateException("reading from memory", e);
      }
    }
  }
}
