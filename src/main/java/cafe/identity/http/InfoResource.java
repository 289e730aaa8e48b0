package cafe.identity.http;

import cafe.identity.CafeInfos;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;

/** What the cafe is, and that it is there. */
@Path("/")
public class InfoResource {

  private final CafeInfos infos;

  InfoResource(CafeInfos infos) {
    this.infos = infos;
  }

  /** The cafe's connection details. */
  @GET
  @Produces("application/json; charset=utf-8")
  public CafeInfoJson info() {
    return CafeInfoJson.of(infos.info());
  }

  /** Answers if the process does. */
  @GET
  @Path("health")
  public Response health() {
    return Response.noContent().build();
  }
}
