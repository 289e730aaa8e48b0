package cafe.storage.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.storage.Content;
import cafe.storage.StorageService;
import cafe.web.BodyLimit;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The original's old pin route: a file, or a compressed archive of files as a directory. */
@Path("/cafe/v0/pin")
@NeedsSession
@RunOnVirtualThread
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
public class PinResource {
  private final StorageService service;
  private final Uploads uploads;
  private final CurrentCaller caller;

  PinResource(StorageService service, Uploads uploads, CurrentCaller caller) {
    this.service = service;
    this.uploads = uploads;
    this.caller = caller;
  }

  /** Stores the body and answers its CID. */
  @POST
  @BodyLimit("cafe.storage.max-upload")
  public Response pin(
      InputStream body, @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType) {
    Uploads.Upload upload = new Uploads.Upload(caller.session().client(), body);
    AtomicReference<String> id = new AtomicReference<>("");
    Consumer<Content> store =
        content -> {
          service.store(caller.session(), List.of(content));
          id.set(content.root().toString());
        };
    switch (mediaType(contentType)) {
      case "application/octet-stream" -> uploads.file(upload, store);
      case "application/gzip" -> uploads.archive(upload, store);
      default -> throw new CafeException(Fault.CONTENT_TYPE_INVALID, "a file or a tar.gz");
    }
    return Response.status(Response.Status.CREATED)
        .entity(new Pinned(Objects.requireNonNull(id.get())))
        .build();
  }

  private static String mediaType(@Nullable String contentType) {
    return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /**
   * The answer.
   *
   * @param id CID of what was stored
   */
  @RegisterForReflection
  public record Pinned(String id) {}
}
