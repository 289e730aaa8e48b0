package cafe.identity.http;

import cafe.identity.CafeInfo;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The original's {@code Cafe} message, and where the cafe introduces itself also its multiaddrs: in
 * a session there are none, since old clients refuse what they do not know.
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"peer", "address", "api", "protocol", "node", "url", "addresses"})
public record CafeInfoJson(
    String peer,
    String address,
    String api,
    String protocol,
    String node,
    String url,
    @Nullable List<String> addresses) {

  static CafeInfoJson of(CafeInfo info) {
    return of(info, List.of());
  }

  static CafeInfoJson of(CafeInfo info, List<String> addresses) {
    return new CafeInfoJson(
        info.peer().toString(),
        info.address().toString(),
        info.api(),
        info.protocol(),
        info.node(),
        info.url(),
        addresses);
  }
}
