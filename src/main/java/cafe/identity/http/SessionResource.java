package cafe.identity.http;

import cafe.identity.CafeInfos;
import cafe.identity.registration.Challenges;
import cafe.identity.registration.Departure;
import cafe.identity.registration.Registration;
import cafe.identity.registration.Registrations;
import cafe.identity.sessions.IssuedSession;
import cafe.identity.sessions.SessionRefresh;
import cafe.identity.tokens.AccessTokens;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.Credentials;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;

/** The original's routes to register, refresh and leave. */
@Path("/api/v1/sessions")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class SessionResource {

  private final AccessTokens tokens;
  private final Challenges challenges;
  private final Registrations registrations;
  private final SessionRefresh refresh;
  private final Departure departure;
  private final CafeInfos infos;

  SessionResource(
      AccessTokens tokens,
      Challenges challenges,
      Registrations registrations,
      SessionRefresh refresh,
      Departure departure,
      CafeInfos infos) {
    this.tokens = tokens;
    this.challenges = challenges;
    this.registrations = registrations;
    this.refresh = refresh;
    this.departure = departure;
    this.infos = infos;
  }

  /** A challenge for an account. */
  @GET
  @Path("challenge")
  public ChallengeJson challenge(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
      @QueryParam("account_addr") @DefaultValue("") String address,
      @Context HttpServerRequest request) {
    tokens.check(accessToken(authorization));
    return ChallengeJson.of(challenges.create(address, request.remoteAddress().hostAddress()));
  }

  /** Registers the peer of the path for the account whose signature is the body. */
  @POST
  @Path("{pid}")
  public Response register(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
      @PathParam("pid") String peer,
      @QueryParam("account_addr") @DefaultValue("") String address,
      @QueryParam("challenge") @DefaultValue("") String challenge,
      @QueryParam("nonce") @DefaultValue("") String nonce,
      byte[] signature) {
    String token = accessToken(authorization);
    tokens.check(token);
    // Before the peer, of which the original complains next.
    Address unused = Address.parse(address);
    Registration registration =
        new Registration(Peers.named(peer), false, token, address, challenge, nonce, signature);
    return created(registrations.register(registration));
  }

  /** A new pair of tokens for an old one: the refresh token in the header, the other the body. */
  @POST
  @Path("{pid}/refresh")
  public Response refresh(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
      @PathParam("pid") String peer,
      byte[] access) {
    String token = Credentials.token(authorization);
    if (token.isEmpty()) {
      throw new CafeException(Fault.TOKEN_MISSING, "no token in the Authorization header");
    }
    String other = new String(access, StandardCharsets.UTF_8).strip();
    return created(refresh.refresh(other, token, Peers.own(peer)));
  }

  /** Leaves: removes all that the client kept here. */
  @DELETE
  @Path("{pid}")
  public Response leave(
      @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization, @PathParam("pid") String peer) {
    departure.leave(Credentials.token(authorization), Peers.own(peer));
    return Response.noContent().build();
  }

  /** The original tells a header that is not there from a token that is wrong. */
  private static String accessToken(String authorization) {
    String token = Credentials.token(authorization);
    if (token.isEmpty()) {
      throw new CafeException(Fault.ACCESS_TOKEN_MISSING, "no access token was sent");
    }
    return token;
  }

  private Response created(IssuedSession session) {
    return Response.status(Response.Status.CREATED)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(SessionJson.of(session, infos.info()))
        .build();
  }
}
