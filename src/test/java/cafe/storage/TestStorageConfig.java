package cafe.storage;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;

/** Settings for tests without a container: only the grace period matters. */
record TestStorageConfig(Duration grace) implements StorageConfig {
  @Override
  public Path blocks() {
    return Path.of("target/no-blocks");
  }

  @Override
  public Path uploads() {
    return Path.of("target/no-uploads");
  }

  @Override
  public int parallelWrites() {
    return 8;
  }

  @Override
  public MemorySize maxUpload() {
    return new MemorySize(BigInteger.valueOf(1 << 20));
  }

  @Override
  public int maxParts() {
    return 10;
  }

  @Override
  public int parallelUploads() {
    return 4;
  }

  @Override
  public int parallelUploadsOfClient() {
    return 2;
  }

  @Override
  public int waitingUploads() {
    return 10;
  }

  @Override
  public int waitingUploadsOfClient() {
    return 5;
  }

  @Override
  public Duration uploadStall() {
    return Duration.ofMinutes(1);
  }

  @Override
  public MemorySize uploadPace() {
    return new MemorySize(BigInteger.ONE);
  }

  @Override
  public MemorySize uploadMemory() {
    return new MemorySize(BigInteger.valueOf(1 << 20));
  }

  @Override
  public MemorySize maxUnpacked() {
    return new MemorySize(BigInteger.valueOf(1 << 20));
  }

  @Override
  public int maxArchiveFiles() {
    return 10;
  }

  @Override
  public int parallelFetches() {
    return 1;
  }

  @Override
  public int maxCids() {
    return 10;
  }

  @Override
  public MemorySize maxQuestion() {
    return new MemorySize(BigInteger.valueOf(1 << 20));
  }

  @Override
  public MemorySize writeMemory() {
    return new MemorySize(BigInteger.valueOf(8 << 20));
  }

  @Override
  public Collection collection() {
    return new Collection() {
      @Override
      public boolean enabled() {
        return true;
      }

      @Override
      public String delay() {
        return "5m";
      }

      @Override
      public String sweepDelay() {
        return "20m";
      }

      @Override
      public String every() {
        return "1h";
      }

      @Override
      public String sweepEvery() {
        return "12h";
      }

      @Override
      public Duration grace() {
        return grace;
      }

      @Override
      public Duration orphanAge() {
        return Duration.ofHours(1);
      }
    };
  }
}
