package cafe.identity.http;

import cafe.identity.CafeInfo;
import cafe.identity.CafeInfos;
import cafe.identity.IdentityConfig;
import cafe.identity.Openness;
import cafe.kernel.ContentOrigin;
import cafe.kernel.NodeAddresses;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What the cafe is, while it is open, to programs and to people; and that it is there. */
@Path("/")
@RunOnVirtualThread
public class InfoResource {

  private static final String JSON = "application/json; charset=utf-8";

  /** Only for those who prefer it: programs that take anything get JSON. */
  private static final String HTML = "text/html; charset=utf-8; qs=0.5";

  /** The page needs nothing from elsewhere and runs nothing. */
  private static final String PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  /** How the original's programs introduce themselves: with what their language does by itself. */
  private static final String OLD_AGENT = "Go-http-client/";

  /** Addresses in the link, which people send to each other. */
  private static final int MAX_LINKED = 8;

  private final CafeInfos infos;
  private final NodeAddresses addresses;
  private final ContentOrigin content;
  private final Neighbour neighbour;
  private final Openness openness;
  private final IdentityConfig config;
  private final Template page;

  InfoResource(
      CafeInfos infos,
      NodeAddresses addresses,
      ContentOrigin content,
      Neighbour neighbour,
      Openness openness,
      IdentityConfig config,
      @Location("front.html") Template page) {
    this.infos = infos;
    this.addresses = addresses;
    this.content = content;
    this.neighbour = neighbour;
    this.openness = openness;
    this.config = config;
    this.page = page;
  }

  /** This cafe and its neighbour. */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record CafesJson(CafeInfoJson primary, @Nullable CafeInfoJson secondary) {}

  /** The cafe's connection details, for programs. */
  @GET
  @Produces(JSON)
  public RestResponse<CafeInfoJson> info(@Context HttpHeaders asker) {
    return varying(self(asker));
  }

  /** The cafe's connection details and a link to join, for people. */
  @GET
  @Produces(HTML)
  public Response frontPage() {
    openness.require();
    CafeInfo info = infos.info();
    String html =
        page.data("info", info)
            .data("gateway", content.gatewayUrl(info.url()))
            .data("addresses", addresses.addresses())
            .data("join", joinLink(info))
            .data("open", config.publicToken().isPresent())
            .render();
    return Response.ok(html, "text/html; charset=utf-8")
        .header("Content-Security-Policy", PAGE_POLICY)
        .build();
  }

  /** As {@link #info}, where gateways had it. */
  @GET
  @Path("cafe")
  @Produces(JSON)
  public RestResponse<CafeInfoJson> cafe(@Context HttpHeaders asker) {
    return varying(self(asker));
  }

  /** This cafe and, if it has one, its neighbour, which must answer: as the original. */
  @GET
  @Path("cafes")
  @Produces(JSON)
  public RestResponse<CafesJson> cafes(@Context HttpHeaders asker) {
    return varying(new CafesJson(self(asker), neighbour.info().orElse(null)));
  }

  /** Answers if the process does. */
  @GET
  @Path("health")
  public Response health() {
    return Response.noContent().build();
  }

  /**
   * An original cafe that has this one as its neighbour refuses members that it does not know, and
   * then its {@code /cafes} fails. It says nothing of what it takes, so it gets the old form.
   */
  private CafeInfoJson self(HttpHeaders asker) {
    openness.require();
    boolean old =
        asker.getHeaderString(HttpHeaders.ACCEPT) == null
            && Objects.requireNonNullElse(asker.getHeaderString(HttpHeaders.USER_AGENT), "")
                .startsWith(OLD_AGENT);
    return CafeInfoJson.of(infos.info(), old ? List.of() : addresses.addresses());
  }

  private static <T> RestResponse<T> varying(T body) {
    return RestResponse.ResponseBuilder.ok(body)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT + ", " + HttpHeaders.USER_AGENT)
        .build();
  }

  /**
   * The link that apps know, with addresses to dial for those that know to use them. It carries a
   * token only if the operator declared one public.
   */
  private String joinLink(CafeInfo info) {
    Optional<String> token = config.publicToken();
    return "textile://www.textile.photos/invites/cafe#"
        + token.map(value -> "token=" + encode(value) + "&").orElse("")
        + "peerId="
        + encode(info.peer().toString())
        + "&url="
        + encode(info.url())
        + addresses.addresses().stream()
            .limit(MAX_LINKED)
            .map(address -> "&addr=" + encode(address))
            .collect(Collectors.joining());
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
