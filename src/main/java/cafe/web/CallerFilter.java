package cafe.web;

import cafe.kernel.CafeException;
import cafe.kernel.CallerResolver;
import cafe.kernel.Fault;
import cafe.web.patience.Patience;
import cafe.web.patience.Patient;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

/** Resolves the access token of routes that need a session. */
@Provider
@NeedsSession
@Priority(FilterOrder.CALLER)
class CallerFilter implements ContainerRequestFilter {

  private final CallerResolver resolver;
  private final CurrentCaller current;
  private final ResourceInfo resource;
  private final Patience patience;

  CallerFilter(
      CallerResolver resolver, CurrentCaller current, ResourceInfo resource, Patience patience) {
    this.resolver = resolver;
    this.current = current;
    this.resource = resource;
    this.patience = patience;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    String token = Credentials.token(request.getHeaderString(HttpHeaders.AUTHORIZATION));
    if (token.isEmpty()) {
      throw new CafeException(Fault.TOKEN_MISSING, "no token in the Authorization header");
    }
    Runnable resolve = () -> current.set(resolver.session(token));
    if (resource.getResourceClass().isAnnotationPresent(Patient.class)) {
      patience.prepare(resolve);
    } else {
      resolve.run();
    }
  }
}
