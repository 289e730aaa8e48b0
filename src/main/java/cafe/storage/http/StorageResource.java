package cafe.storage.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.storage.References.Usage;
import cafe.storage.StorageService;
import cafe.web.BodyLimit;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cafe's own routes about storage. */
@Path("/cafe/v1/storage")
@NeedsSession
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class StorageResource {
  private final StorageService service;
  private final CurrentCaller caller;

  StorageResource(StorageService service, CurrentCaller caller) {
    this.service = service;
    this.caller = caller;
  }

  /**
   * Which of some contents the cafe lacks. The others belong to the caller from now on, as if he
   * had stored them.
   */
  @POST
  @Path("missing")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit("cafe.storage.max-question")
  public Cids missing(@Nullable Cids asked) {
    List<String> cids = asked == null ? null : asked.cids();
    if (cids == null || cids.contains(null)) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "cids is missing, or one of them is");
    }
    return new Cids(service.lacking(caller.session(), cids));
  }

  /** How much the caller references. */
  @GET
  @Path("usage")
  public Usage usage() {
    return service.usage(caller.session());
  }

  /**
   * A list of CIDs.
   *
   * @param cids in any spelling
   */
  @RegisterForReflection
  public record Cids(@Nullable List<String> cids) {}
}
