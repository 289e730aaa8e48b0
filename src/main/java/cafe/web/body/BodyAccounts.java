package cafe.web.body;

import cafe.web.FilterOrder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Gives every request the account of its body. */
@ApplicationScoped
class BodyAccounts {

  void filters(@Observes Filters filters) {
    filters.register(
        route -> {
          BodyAccount.announce(route);
          route.next();
        },
        FilterOrder.BODY_ACCOUNT);
  }
}
