package cafe.kernel;

import java.lang.System.Logger.Level;
import java.util.Locale;

/**
 * The one catalogue of what can go wrong for a caller, whichever door he came by.
 *
 * <p>Over HTTP a fault is a problem (RFC 9457) whose {@code code} is {@link #code} and whose {@code
 * error} member is {@link #wireText}; over streams it is an error envelope of {@link #wireCode} and
 * {@link #wireText}. Old clients read nothing but that text, and exactly {@code unauthorized} makes
 * them refresh their session: no other fault may have it.
 */
public enum Fault {
  /** No access token, or none that can be read. */
  TOKEN_MISSING(401, "unauthorized", "A session token is needed", Kind.CALLER),
  /** An access token that has run out: refresh. */
  TOKEN_EXPIRED(401, "unauthorized", "The session token has expired", Kind.CALLER),
  /** A token with a bad signature, of another scope, audience or subject. */
  TOKEN_INVALID(403, "forbidden", "The session token is not valid here", Kind.SUSPECT),
  /** A session that was revoked, or whose client was removed. */
  SESSION_REVOKED(403, "forbidden", "The session was revoked", Kind.CALLER),
  /** A refresh token that was already replaced and whose replacement was used. */
  REFRESH_REUSED(403, "forbidden", "The refresh token was used before", Kind.SUSPECT),
  /** No developer token. */
  ACCESS_TOKEN_MISSING(401, "unauthorized", "An access token of this cafe is needed", Kind.CALLER),
  /** A developer token that is unknown, wrong, used up, expired or disabled. */
  ACCESS_TOKEN_INVALID(403, "forbidden", "The access token is not valid", Kind.SUSPECT),
  /** Allowed to somebody else. */
  FORBIDDEN(403, "forbidden", "Not allowed", Kind.SUSPECT),
  /** The operator's secret is missing or wrong. */
  OPERATOR_ONLY(403, "forbidden", "Only the operator may do this", Kind.SUSPECT),
  /** This cafe takes no registrations. */
  REGISTRATION_CLOSED(403, "forbidden", "This cafe is not open", Kind.CALLER),
  /** A peer that is not, or no longer, registered here. */
  CLIENT_UNKNOWN(403, "forbidden", "Not a client of this cafe", Kind.CALLER),
  /** A peer id that belongs to another account. */
  PEER_TAKEN(403, "forbidden", "The peer belongs to another account", Kind.SUSPECT),
  /** A challenge that was never given, or already used. */
  CHALLENGE_UNKNOWN(403, "forbidden", "Unknown challenge", Kind.SUSPECT),
  /** A challenge that has run out. */
  CHALLENGE_EXPIRED(403, "forbidden", "The challenge has expired", Kind.CALLER),
  /** A challenge that was given to another account or peer. */
  CHALLENGE_FOREIGN(403, "forbidden", "The challenge is not for this account", Kind.SUSPECT),
  /** A signature that is not by the account's key. */
  SIGNATURE_INVALID(403, "forbidden", "The signature does not verify", Kind.SUSPECT),

  /** A request that breaks the rules of its route or message. */
  REQUEST_MALFORMED(400, "bad request", "The request is malformed", Kind.CALLER),
  /** A request that does not name one host (RFC 9112 §3.2): no route is asked. */
  HOST_INVALID(400, "bad request", "The request must name one host", Kind.CALLER),
  /** A path or query that cannot be decoded, or holds a NUL: no route is asked. */
  PATH_MALFORMED(400, "bad request", "The path cannot be read", Kind.CALLER),
  /** Text that is no account address. */
  ADDRESS_INVALID(400, "invalid address", "Not an account address", Kind.CALLER),
  /** A seed where an address belongs: the caller has just sent a secret. */
  SEED_GIVEN(400, "invalid address", "A secret seed was sent instead of an address", Kind.CALLER),
  /** Text that is no peer id. */
  PEER_ID_INVALID(400, "invalid peer id", "Not a peer id", Kind.CALLER),
  /** Text that is no content identifier. */
  CID_INVALID(400, "invalid cid", "Not a content identifier", Kind.CALLER),
  /** Content that is not what its name says. */
  CID_MISMATCH(400, "bad request", "The content does not match its identifier", Kind.SUSPECT),
  /** Content that is neither a file nor a node. */
  CONTENT_INVALID(400, "bad request", "The content cannot be read", Kind.CALLER),
  /** An upload that is not a multipart form. */
  NOT_MULTIPART(
      400,
      "request Content-Type isn't multipart/form-data",
      "A multipart form is needed",
      Kind.CALLER),
  /** A body whose type the route does not take, where the original answers 400. */
  CONTENT_TYPE_INVALID(400, "invalid content-type", "This content type is not taken", Kind.CALLER),
  /** An envelope that cannot be decoded or lacks what its type needs. */
  ENVELOPE_INVALID(400, "bad request", "The envelope is malformed", Kind.CALLER),
  /** An envelope that its peer did not sign. */
  ENVELOPE_UNSIGNED(400, "bad signature", "The envelope's signature does not verify", Kind.SUSPECT),
  /** The neighbour that the cafe is to name does not say what it is: 400, as the original. */
  NEIGHBOUR_UNAVAILABLE(
      400, "neighbor unavailable", "The neighbour does not say what it is", Kind.CALLER),
  /** A content key that is not base58 of 44 bytes. */
  KEY_MALFORMED(400, "invalid key", "Not a content key", Kind.CALLER),
  /** A content key that does not open the content. */
  KEY_WRONG(403, "wrong key", "The key does not open this content", Kind.CALLER),

  /** Nothing of that name here. */
  NOT_FOUND(404, "not found", "Not found", Kind.CALLER),
  /** No such route. */
  ROUTE_UNKNOWN(404, "404 page not found", "No such page", Kind.CALLER),
  /** A route that exists for other methods. */
  METHOD_NOT_ALLOWED(405, "method not allowed", "Not for this method", Kind.CALLER),
  /** No representation that the caller accepts. */
  NOT_ACCEPTABLE(406, "not acceptable", "No acceptable representation", Kind.CALLER),
  /** A change that meets another change. */
  CONFLICT(409, "conflict", "The change conflicts with another", Kind.CALLER),
  /** A condition of the request that does not hold. */
  PRECONDITION_FAILED(412, "precondition failed", "The condition does not hold", Kind.CALLER),
  /** More bytes than the route, frame or message may have. */
  TOO_LARGE(413, "request too large", "Too large", Kind.CALLER),
  /** A body whose type the route does not take. */
  UNSUPPORTED_MEDIA_TYPE(415, "unsupported media type", "Unsupported media type", Kind.CALLER),
  /** A range outside of the content. */
  RANGE_NOT_SATISFIABLE(416, "range not satisfiable", "No such range", Kind.CALLER),
  /** Too many requests of one caller. */
  RATE_LIMITED(429, "too many requests", "Too many requests", Kind.LATER),
  /** More than the account may keep. */
  QUOTA_EXCEEDED(507, "quota exceeded", "The account's quota is used up", Kind.CALLER),

  /** A body that did not arrive in time. */
  REQUEST_TIMEOUT(408, "request timeout", "The request took too long", Kind.LATER),
  /** An answer from elsewhere that did not arrive in time. */
  TIMEOUT(504, "timeout", "The answer took too long", Kind.LATER),
  /** No room for more work now. */
  OVERLOADED(503, "overloaded", "Too busy", Kind.LATER),
  /** A part that is not there: starting, stopping, or a back end that fails. */
  UNAVAILABLE(503, "unavailable", "Not available now", Kind.LATER),
  /** A defect of the cafe; the cause is in its log. */
  INTERNAL(500, "internal error", "Something went wrong here", Kind.DEFECT);

  private final int status;
  private final String wireText;
  private final String title;
  private final Kind kind;

  Fault(int status, String wireText, String title, Kind kind) {
    this.status = status;
    this.wireText = wireText;
    this.title = title;
    this.kind = kind;
  }

  /** Stable name for programs, in kebab case: {@code token-expired}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** Code of an error envelope. Clients ignore it; the original uses HTTP's numbers too. */
  public int wireCode() {
    return status;
  }

  /** Text of an error envelope and of the problem's {@code error} member: the original's words. */
  public String wireText() {
    return wireText;
  }

  /** One line for people, the same for every occurrence. */
  public String title() {
    return title;
  }

  /** Whether the same request may succeed later. */
  public boolean retryable() {
    return kind == Kind.LATER;
  }

  /** How loud an occurrence is in the log. */
  public Level logLevel() {
    return kind.level;
  }

  /** Whose fault it is. */
  private enum Kind {
    /** An honest mistake. */
    CALLER(Level.DEBUG),
    /** A mistake, or an attempt. */
    SUSPECT(Level.INFO),
    /** A lack of time or room. */
    LATER(Level.INFO),
    /** Ours. */
    DEFECT(Level.ERROR);

    private final Level level;

    Kind(Level level) {
      this.level = level;
    }
  }
}
