package cafe.inbox.http;

import cafe.inbox.InboxConfig;
import cafe.web.BodyLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** The largest bodies that this room's routes take. */
@ApplicationScoped
class InboxBodyLimits implements BodyLimits {

  private final InboxConfig config;

  InboxBodyLimits(InboxConfig config) {
    this.config = config;
  }

  @Override
  public Map<String, Long> limits() {
    return Map.of("cafe.inbox.max-message", config.maxMessage().asLongValue());
  }
}
