package cafe.peer;

import cafe.libp2p.Host;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the peer listens, or is switched off. */
@Readiness
@ApplicationScoped
class PeerCheck implements HealthCheck {

  private final PeerConfig config;
  private final PeerNode node;

  PeerCheck(PeerConfig config, PeerNode node) {
    this.config = config;
    this.node = node;
  }

  @Override
  public HealthCheckResponse call() {
    return of(config.enabled(), node.host());
  }

  static HealthCheckResponse of(boolean enabled, Optional<Host> host) {
    boolean listens = host.filter(running -> !running.listenAddresses().isEmpty()).isPresent();
    return HealthCheckResponse.named("peer")
        .status(listens || !enabled)
        .withData("enabled", enabled)
        .build();
  }
}
