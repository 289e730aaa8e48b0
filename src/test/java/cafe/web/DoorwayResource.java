package cafe.web;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** Routes that exist in tests only, to try what all routes have in common. */
@Path("/test-doorway")
@RunOnVirtualThread
public class DoorwayResource {

  /** A value of JSON. */
  public record Named(String name, int number) {}

  @POST
  @Path("bytes")
  @Produces(MediaType.TEXT_PLAIN)
  public String bytes(byte[] body) {
    return String.valueOf(body.length);
  }

  /** Takes 20 KiB: the setting is Quarkus' own, whose default a test can rely on. */
  @POST
  @Path("limited")
  @BodyLimit("quarkus.http.limits.max-header-size")
  @Produces(MediaType.TEXT_PLAIN)
  public String limited(InputStream body) throws IOException {
    long length = body.transferTo(java.io.OutputStream.nullOutputStream());
    return String.valueOf(length);
  }

  @POST
  @Path("refuses")
  public String refuses(InputStream body) {
    throw new CafeException(Fault.FORBIDDEN, "before the body was read");
  }

  @POST
  @Path("json")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Map<String, String> json(Named named) {
    return Map.of("hello", named.name());
  }

  @GET
  @Path("defect/{secret}")
  public String defect(@PathParam("secret") String secret) {
    throw new IllegalStateException("select * from secrets where x = " + secret);
  }

  @GET
  @Path("number")
  @Produces(MediaType.TEXT_PLAIN)
  public String number(@QueryParam("n") int n) {
    return String.valueOf(n);
  }

  @GET
  @Path("private")
  @NeedsSession
  @Produces(MediaType.TEXT_PLAIN)
  public String mine() {
    return "never without a session";
  }
}
