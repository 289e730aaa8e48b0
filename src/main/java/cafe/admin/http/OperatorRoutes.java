package cafe.admin.http;

import cafe.admin.Administration;
import cafe.admin.http.OperatorJson.ClientInfo;
import cafe.admin.http.OperatorJson.ClientList;
import cafe.admin.http.OperatorJson.CreatedToken;
import cafe.admin.http.OperatorJson.NewToken;
import cafe.admin.http.OperatorJson.OwnAccount;
import cafe.admin.http.OperatorJson.TokenInfo;
import cafe.admin.http.OperatorJson.TokenList;
import cafe.admin.http.OperatorJson.TokenText;
import cafe.admin.http.OperatorJson.TokenVerdict;
import cafe.identity.CafeInfo;
import cafe.identity.tokens.AccessTokens;
import cafe.ipld.FormatException;
import cafe.kernel.CafeException;
import cafe.kernel.Caller;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The operator's routes. */
@ApplicationScoped
class OperatorRoutes {

  /** Answers one request, on a virtual thread. */
  @FunctionalInterface
  interface Action {
    /** What to answer, as an object for JSON; null for 204. */
    @Nullable Object answer(Caller.Operator operator, RoutingContext route);
  }

  /** A route. */
  record Entry(HttpMethod method, String path, int status, Action action) {

    private boolean isAt(String asked) {
      return asked.replaceFirst("(?<=.)/$", "").matches(path.replaceAll(":\\w+", "[^/]+"));
    }
  }

  private final Administration administration;
  private final OperatorMapper bodies;

  OperatorRoutes(Administration administration, OperatorMapper bodies) {
    this.administration = administration;
    this.bodies = bodies;
  }

  List<Entry> all() {
    return List.of(
        new Entry(HttpMethod.POST, "/operator/v1/tokens", 201, this::createToken),
        new Entry(HttpMethod.GET, "/operator/v1/tokens", 200, this::listTokens),
        new Entry(HttpMethod.POST, "/operator/v1/tokens/validation", 200, this::validateToken),
        new Entry(HttpMethod.DELETE, "/operator/v1/tokens/:id", 204, this::disableToken),
        new Entry(HttpMethod.GET, "/operator/v1/clients", 200, this::listClients),
        new Entry(HttpMethod.DELETE, "/operator/v1/clients/:peer", 204, this::removeClient),
        new Entry(HttpMethod.GET, "/operator/v1/account", 200, this::account));
  }

  /** The methods that a path has, as {@code Allow} lists them. */
  String methodsOf(String path) {
    return all().stream()
        .filter(entry -> entry.isAt(path))
        .map(entry -> entry.method().name())
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private Object createToken(Caller.Operator operator, RoutingContext route) {
    NewToken body = bodies.read(route, NewToken.class);
    Administration.Wanted wanted =
        new Administration.Wanted(
            Objects.requireNonNullElse(body.label(), ""), body.end(), body.uses());
    String given = body.token();
    if (given != null) {
      AccessTokens.Taken taken = administration.takeToken(operator, given, wanted);
      return new CreatedToken(taken.whole() ? given : null, taken.token().id());
    }
    AccessTokens.Created created = administration.createToken(operator, wanted);
    return new CreatedToken(created.text(), created.token().id());
  }

  private Object listTokens(Caller.Operator operator, RoutingContext route) {
    return new TokenList(
        administration.listTokens(operator, query(route, "after")).stream()
            .map(TokenInfo::of)
            .toList());
  }

  private Object validateToken(Caller.Operator operator, RoutingContext route) {
    String shown = bodies.read(route, TokenText.class).token();
    if (shown == null) {
      throw new CafeException(Fault.REQUEST_MALFORMED, "token is missing");
    }
    return TokenVerdict.of(administration.validateToken(operator, shown));
  }

  private @Nullable Object disableToken(Caller.Operator operator, RoutingContext route) {
    boolean endSessions =
        switch (query(route, "end-sessions")) {
          case "", "false" -> false;
          case "true" -> true;
          default ->
              throw new CafeException(
                  Fault.REQUEST_MALFORMED, "end-sessions is neither true nor false");
        };
    administration.disableToken(operator, route.pathParam("id"), endSessions);
    return null;
  }

  private static String query(RoutingContext route, String name) {
    try {
      return Objects.requireNonNullElse(route.request().getParam(name), "");
    } catch (IllegalArgumentException e) {
      throw new CafeException(Fault.PATH_MALFORMED, "the query cannot be decoded");
    }
  }

  private Object listClients(Caller.Operator operator, RoutingContext route) {
    String after = query(route, "after");
    String cursor = after.isEmpty() ? "" : peer(after, "after").toString();
    return new ClientList(
        administration.listClients(operator, cursor).stream().map(ClientInfo::of).toList());
  }

  private @Nullable Object removeClient(Caller.Operator operator, RoutingContext route) {
    administration.removeClient(operator, peer(route.pathParam("peer"), "the path"));
    return null;
  }

  private static PeerId peer(String text, String where) {
    try {
      return PeerId.parse(text);
    } catch (FormatException e) {
      throw new CafeException(Fault.PEER_ID_INVALID, where + " names no peer");
    }
  }

  private Object account(Caller.Operator operator, RoutingContext route) {
    CafeInfo info = administration.account(operator);
    return new OwnAccount(info.address().toString(), info.peer().toString());
  }

  String write(Object answer) {
    return bodies.write(answer);
  }
}
