package cafe.storage.http;

import cafe.storage.StorageConfig;
import cafe.web.BodyLimits;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** The largest bodies that this room's routes take. */
@ApplicationScoped
class StorageBodyLimits implements BodyLimits {

  private final StorageConfig config;

  StorageBodyLimits(StorageConfig config) {
    this.config = config;
  }

  @Override
  public Map<String, Long> limits() {
    return Map.of(
        "cafe.storage.max-upload", config.maxUpload().asLongValue(),
        "cafe.storage.max-question", config.maxQuestion().asLongValue());
  }
}
