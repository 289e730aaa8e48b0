package cafe.storage.store;

import cafe.storage.StorageConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the block folder takes files: it is there, may be written, and has room. */
@Readiness
@ApplicationScoped
class BlockFolderCheck implements HealthCheck {

  private static final byte[] PROBE = new byte[4096];

  private final ReentrantLock lock = new ReentrantLock();
  private final Path probe;

  @Inject
  BlockFolderCheck(StorageConfig config) {
    this(config.blocks().toAbsolutePath());
  }

  BlockFolderCheck(Path folder) {
    this.probe = folder.resolve(".ready");
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("blocks").status(isWritable()).build();
  }

  private boolean isWritable() {
    lock.lock();
    try {
      Files.write(probe, PROBE);
      Files.deleteIfExists(probe);
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }
}
