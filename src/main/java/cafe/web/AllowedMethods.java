package cafe.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.HttpMethod;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.Deployment;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;
import org.jspecify.annotations.Nullable;

/**
 * The methods that a path has, for {@code Allow} (RFC 9110 §15.5.6). The framework says 405 without
 * them, or 404 if another class has a shorter path that fits, so they are looked up where it looks
 * for a route: in each class whose path fits, for each method. It answers HEAD where there is a
 * GET, and OPTIONS on every path that has a method.
 */
@ApplicationScoped
class AllowedMethods {

  private volatile @Nullable RequestMapper<InitialMatch> classes;

  /** Those of a request's path, in alphabetical order; none if nothing is there. */
  Set<String> of(ResteasyReactiveRequestContext request) {
    Set<String> allowed = new TreeSet<>();
    RequestMapper<InitialMatch> mapper = classes(request.getDeployment());
    String path = request.getPathWithoutPrefix();
    for (RequestMatch<InitialMatch> match = mapper.map(path);
        match != null;
        match = mapper.continueMatching(path, match)) {
      for (ServerRestHandler handler : match.value.handlers) {
        if (handler instanceof ClassRoutingHandler routes) {
          add(routes.getMappers(), match.remaining.isEmpty() ? "/" : match.remaining, allowed);
        }
      }
    }
    if (allowed.contains(HttpMethod.GET)) {
      allowed.add(HttpMethod.HEAD);
    }
    if (!allowed.isEmpty()) {
      allowed.add(HttpMethod.OPTIONS);
    }
    return allowed;
  }

  private static void add(
      Map<String, RequestMapper<RuntimeResource>> methods, String path, Set<String> allowed) {
    methods.forEach(
        (method, routes) -> {
          if (method != null && routes.map(path) != null) {
            allowed.add(method);
          }
        });
  }

  private RequestMapper<InitialMatch> classes(Deployment deployment) {
    RequestMapper<InitialMatch> known = classes;
    if (known == null) {
      known = new RequestMapper<>(deployment.getClassMappers());
      classes = known;
    }
    return known;
  }
}
