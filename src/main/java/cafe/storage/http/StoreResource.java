package cafe.storage.http;

import cafe.storage.StorageService;
import cafe.web.BodyLimit;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The original's upload and unstore routes, which mobile clients use. */
@Path("/api/v1/store")
@NeedsSession
@RunOnVirtualThread
@Consumes(MediaType.WILDCARD)
public class StoreResource {
  private final StorageService service;
  private final Uploads uploads;
  private final CurrentCaller caller;

  StoreResource(StorageService service, Uploads uploads, CurrentCaller caller) {
    this.service = service;
    this.uploads = uploads;
    this.caller = caller;
  }

  /** Stores the files of a form, each named by its CID: all of them or none. */
  @PUT
  @BodyLimit("cafe.storage.max-upload")
  public void store(
      InputStream body, @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType) {
    uploads.form(body, contentType, contents -> service.store(caller.session(), contents));
  }

  /** Ends the caller's reference; clients send a body, which means nothing. */
  @DELETE
  @Path("{cid}")
  public void unstore(@PathParam("cid") String cid) {
    service.unstore(caller.session(), List.of(cid));
  }
}
