package cafe.identity.http;

import cafe.identity.CafeInfo;
import cafe.identity.sessions.IssuedSession;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The original's {@code CafeSession} message. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"id", "access", "exp", "refresh", "rexp", "subject", "type", "cafe"})
public record SessionJson(
    String id,
    String access,
    String exp,
    String refresh,
    String rexp,
    String subject,
    String type,
    CafeInfoJson cafe) {

  static SessionJson of(IssuedSession issued, CafeInfo info) {
    return new SessionJson(
        info.peer().toString(),
        issued.access(),
        issued.session().accessExpires().toString(),
        issued.refresh(),
        issued.session().refreshExpires().toString(),
        issued.session().client().toString(),
        "JWT",
        CafeInfoJson.of(info));
  }

  /** Without the tokens. */
  @Override
  public String toString() {
    return "session of " + subject;
  }
}
