package cafe.gateway.http;

import cafe.gateway.GatewayConfig;
import cafe.gateway.http.fields.ContentHost;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.FilterOrder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.regex.Pattern;

/**
 * Keeps all but content away from the content's host name, where strangers' scripts run: there is
 * no page, no API and no door for peers in their origin, only what a proxy asks about health.
 */
@ApplicationScoped
class ContentHostFilter {
  /** Before the door for peers, which takes upgrades before any filter. */
  private static final int FIRST = -10_000;

  private static final Pattern CONTENT = Pattern.compile("/(ip[fn]s(/.*)?|health|q/health(/.*)?)");

  private final ContentHost host;

  ContentHostFilter(GatewayConfig config) {
    this.host = new ContentHost(config.host());
  }

  void filters(@Observes Filters filters) {
    if (host.isSet()) {
      filters.register(this::filter, FilterOrder.CONTENT_HOST);
    }
  }

  void routes(@Observes Router router) {
    if (host.isSet()) {
      router.route("/").order(FIRST).handler(this::forgetUpgrade);
    }
  }

  private void filter(RoutingContext route) {
    if (!host.isOf(route.request()) || CONTENT.matcher(route.normalizedPath()).matches()) {
      route.next();
    } else {
      ErrorAnswer.send(
          route.request(), new CafeException(Fault.ROUTE_UNKNOWN, "Only content is here"));
    }
  }

  private void forgetUpgrade(RoutingContext route) {
    if (host.isOf(route.request())) {
      route.request().headers().remove(HttpHeaders.UPGRADE);
    }
    route.next();
  }
}
