package cafe.snapshots.http;

import cafe.snapshots.Condition;
import cafe.snapshots.Snapshots;
import cafe.web.BodyLimit;
import cafe.web.CurrentCaller;
import cafe.web.NeedsSession;
import cafe.web.patience.Patience;
import cafe.web.patience.Patient;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;

/** The original's routes: store and unstore a thread's snapshot, unconditionally. */
@Path("/api/v1/threads/{thread}")
@RunOnVirtualThread
@Patient
@NeedsSession
public class ThreadResource {

  private final Snapshots snapshots;
  private final CurrentCaller caller;
  private final Patience patience;

  ThreadResource(Snapshots snapshots, CurrentCaller caller, Patience patience) {
    this.snapshots = snapshots;
    this.caller = caller;
    this.patience = patience;
  }

  /** Stores the body; 204 once it is durable. */
  @PUT
  @Consumes(MediaType.WILDCARD)
  @BodyLimit("cafe.snapshots.max-size")
  public void store(@PathParam("thread") String thread, byte[] ciphertext) {
    patience.serve(() -> snapshots.store(caller.session(), thread, ciphertext, Condition.NONE));
  }

  /**
   * Removes the snapshot; 204 also if there was none. Old clients send a body, which is ignored.
   */
  @DELETE
  @Consumes(MediaType.WILDCARD)
  @BodyLimit("cafe.snapshots.max-size")
  public void remove(@PathParam("thread") String thread) {
    patience.serve(() -> snapshots.remove(caller.session(), thread, Condition.NONE));
  }
}
