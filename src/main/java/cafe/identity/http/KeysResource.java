package cafe.identity.http;

import cafe.kernel.NodeIdentity;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Base64;

/** The public key of session tokens as a JSON web key set (RFC 7517, RFC 8037). */
@Path("/cafe/v1/jwks")
public class KeysResource {

  private final NodeIdentity node;

  KeysResource(NodeIdentity node) {
    this.node = node;
  }

  /** The one key. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Response keys() {
    ObjectNode set = JsonNodeFactory.instance.objectNode();
    set.putArray("keys")
        .addObject()
        .put("kty", "OKP")
        .put("crv", "Ed25519")
        .put("use", "sig")
        .put("alg", "EdDSA")
        .put("kid", node.peerId().toString())
        .put("x", Base64.getUrlEncoder().withoutPadding().encodeToString(node.publicKey().bytes()));
    return Response.ok(set.toString()).header("Cache-Control", "public, max-age=3600").build();
  }
}
