package cafe.peer.http;

import cafe.peer.PeerConfig;
import cafe.web.BodyLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** The largest body that the service route takes. */
@ApplicationScoped
class EnvelopeBodyLimits implements BodyLimits {

  private final PeerConfig config;

  EnvelopeBodyLimits(PeerConfig config) {
    this.config = config;
  }

  @Override
  public Map<String, Long> limits() {
    return Map.of("cafe.swarm.max-envelope", config.maxEnvelope().asLongValue());
  }
}
