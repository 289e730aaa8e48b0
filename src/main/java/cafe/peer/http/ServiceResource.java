package cafe.peer.http;

import cafe.ipld.FormatException;
import cafe.ipld.OriginalWords;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.peer.EnvelopeRouter;
import cafe.web.BodyLimit;
import cafe.wire.Envelopes;
import cafe.wire.pb.Message;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
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
    return router.detached(peer(signer, envelope), envelope);
  }

  /** The original complains of the envelope first. */
  private static PeerId peer(@Nullable String text, byte[] envelope) {
    String name = text == null ? "" : text;
    try {
      return PeerId.parse(name);
    } catch (FormatException e) {
      Message unused = Envelopes.open(envelope);
      Optional<String> words =
          name.isEmpty() ? Optional.of("missing peer ID") : OriginalWords.ofPeerId(name);
      throw CafeException.inWords(Fault.PEER_ID_INVALID, "X-Textile-Peer names no peer", words, e);
    }
  }
}
