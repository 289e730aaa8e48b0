package cafe.identity.http;

import cafe.identity.CafeInfo;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** The original's {@code Cafe} message. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonPropertyOrder({"peer", "address", "api", "protocol", "node", "url"})
public record CafeInfoJson(
    String peer, String address, String api, String protocol, String node, String url) {

  static CafeInfoJson of(CafeInfo info) {
    return new CafeInfoJson(
        info.peer().toString(),
        info.address().toString(),
        info.api(),
        info.protocol(),
        info.node(),
        info.url());
  }
}
