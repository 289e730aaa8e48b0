package cafe.snapshots;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of snapshots. */
@ConfigMapping(prefix = "cafe.snapshots")
public interface SnapshotConfig {

  /**
   * The largest ciphertext. Below the streams' frame limit of 4 MiB, so that both doors take it.
   */
  @WithDefault("3M")
  MemorySize maxSize();

  /** Versions kept of each snapshot, the current one among them. */
  @WithDefault("10")
  int versions();

  /** Threads of which one client may keep snapshots. */
  @WithDefault("10000")
  int maxPerClient();
}
