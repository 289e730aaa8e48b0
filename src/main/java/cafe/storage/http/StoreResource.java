package cafe.storage.http;

import cafe.kernel.Caller;
import cafe.storage.StorageService;
import cafe.web.BodyLimit;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import cafe.web.patience.Patience;
import cafe.web.patience.Patient;
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
@Patient
@NeedsSession
@RunOnVirtualThread
@Consumes(MediaType.WILDCARD)
public class StoreResource {
  private final StorageService service;
  private final Uploads uploads;
  private final CurrentCaller caller;
  private final Patience patience;

  StoreResource(StorageService service, Uploads uploads, CurrentCaller caller, Patience patience) {
    this.service = service;
    this.uploads = uploads;
    this.caller = caller;
    this.patience = patience;
  }

  /** Stores the files of a form, each named by its CID: all of them or none. */
  @PUT
  @BodyLimit("cafe.storage.max-upload")
  public void store(
      InputStream body, @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType) {
    Caller.Session session = caller.session();
    uploads.form(
        new Uploads.Upload(session.client(), body),
        contentType,
        contents -> patience.serve(() -> service.store(session, contents)));
  }

  /** Ends the caller's reference; clients send a body, which means nothing. */
  @DELETE
  @Path("{cid}")
  public void unstore(@PathParam("cid") String cid) {
    patience.serve(() -> service.unstore(caller.session(), List.of(cid)));
  }
}
