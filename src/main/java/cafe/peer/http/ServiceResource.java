package cafe.peer.http;

import cafe.ipld.FormatException;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.peer.EnvelopeRouter;
import cafe.web.BodyLimit;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The original's old route for one envelope of the peer protocol, answered by another. */
@Path("/cafe/v0/service")
@RunOnVirtualThread
public class ServiceResource {

  private final EnvelopeRouter router;

  ServiceResource(EnvelopeRouter router) {
    this.router = router;
  }

  /**
   * Answers the envelope of the body.
   *
   * @param signer the peer that signed it
   */
  @POST
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @BodyLimit("cafe.swarm.max-envelope")
  public byte[] serve(@HeaderParam("X-Textile-Peer") @Nullable String signer, byte[] envelope) {
    return router.detached(peer(signer), envelope);
  }

  private static PeerId peer(@Nullable String text) {
    try {
      return PeerId.parse(text == null ? "" : text);
    } catch (FormatException e) {
      throw new CafeException(Fault.PEER_ID_INVALID, "X-Textile-Peer names no peer");
    }
  }
}
