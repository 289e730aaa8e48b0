package cafe.gateway;

import cafe.kernel.ContentOrigin;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Optional;

/** The host name that only the gateway uses, if the operator gave it one. */
@ApplicationScoped
class GatewayOrigin implements ContentOrigin {

  private final Optional<String> host;

  GatewayOrigin(GatewayConfig config) {
    this.host = config.host().filter(name -> !name.isBlank());
  }

  @Override
  public String gatewayUrl(String apiUrl) {
    return host.map(name -> URI.create(apiUrl).getScheme() + "://" + name).orElse(apiUrl);
  }
}
