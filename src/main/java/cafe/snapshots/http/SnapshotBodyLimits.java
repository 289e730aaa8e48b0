package cafe.snapshots.http;

import cafe.snapshots.SnapshotConfig;
import cafe.web.BodyLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** The largest bodies that this room's routes take. */
@ApplicationScoped
class SnapshotBodyLimits implements BodyLimits {

  private final SnapshotConfig config;

  SnapshotBodyLimits(SnapshotConfig config) {
    this.config = config;
  }

  @Override
  public Map<String, Long> limits() {
    return Map.of("cafe.snapshots.max-size", config.maxSize().asLongValue());
  }
}
