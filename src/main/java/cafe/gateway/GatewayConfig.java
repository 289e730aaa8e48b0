package cafe.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of the gateway. */
@ConfigMapping(prefix = "cafe.gateway")
public interface GatewayConfig {
  /**
   * Host name, with the port unless it is the scheme's, on which nothing but content answers: an
   * origin of its own for what strangers wrote. Pages may run scripts there, though in a sandbox;
   * on every other host name they may not, and a browser that opens one is sent to this.
   */
  Optional<String> host();

  /** Whether the gateway opens encrypted files with the key of a request. */
  @WithDefault("true")
  boolean decrypt();

  /** Largest encrypted file that is opened. The check of a file reads all of it. */
  @WithDefault("4G")
  MemorySize maxSealedSize();

  /**
   * Checks of large encrypted files at the same time; at most 28 more wait. One network address has
   * at most half of these places, one file one of them.
   */
  @WithDefault("4")
  int verifications();

  /** Longest check of one encrypted file, waiting included. */
  @WithDefault("2m")
  Duration verificationTimeout();

  /**
   * Memory for files that are answered without touching storage; default: a quarter of the heap.
   */
  Optional<MemorySize> hotCache();

  /** Largest file in that memory. */
  @WithDefault("16M")
  MemorySize hotFile();

  /** Longest time that a removed file may still be answered from memory. */
  @WithDefault("10m")
  Duration hotLifetime();

  /** Heap memory for blocks of directories and other small blocks. */
  @WithDefault("16M")
  MemorySize blockCache();

  /**
   * Requests at the same time that need storage (default: two for each MiB of heap, between 64 and
   * 1024); four times as many wait for up to ten seconds.
   */
  Optional<Integer> requests();

  /** Longest time without progress of a reader before his connection is cut. */
  @WithDefault("30s")
  Duration stallTimeout();
}
