package cafe.storage;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Where blocks lie, how large things may be, and when unreferenced ones go. */
@ConfigMapping(prefix = "cafe.storage")
public interface StorageConfig {
  /** Folder of the block files. */
  @WithDefault("${cafe.data}/blocks")
  Path blocks();

  /** Folder of uploads while they arrive; emptied at start. */
  @WithDefault("${cafe.data}/uploads")
  Path uploads();

  /** Files that are written at the same time. */
  @WithDefault("64")
  int parallelWrites();

  /** Size of one upload request. */
  @WithDefault("4G")
  MemorySize maxUpload();

  /** Parts of one upload request. */
  @WithDefault("1000")
  int maxParts();

  /** Uploads that are received at the same time; others wait. */
  @WithDefault("256")
  int parallelUploads();

  /** Of them, those of one client. */
  @WithDefault("32")
  int parallelUploadsOfClient();

  /** Uploads that wait for their turn, unread; further ones are cut off. */
  @WithDefault("4096")
  int waitingUploads();

  /** Of them, those of one client. */
  @WithDefault("256")
  int waitingUploadsOfClient();

  /** An upload is let go if, this long waited for, it has not brought {@code upload-pace}. */
  @WithDefault("1m")
  Duration uploadStall();

  /** What an upload must bring in {@code upload-stall}. */
  @WithDefault("8K")
  MemorySize uploadPace();

  /** Memory for small uploads, which need not be spooled to disk, all together. */
  @WithDefault("32M")
  MemorySize uploadMemory();

  /** Size of what an archive unpacks to. */
  @WithDefault("1G")
  MemorySize maxUnpacked();

  /** Files of one archive. */
  @WithDefault("4096")
  int maxArchiveFiles();

  /** CIDs in one question or order about many. */
  @WithDefault("1000")
  int maxCids();

  /** Size of a question or order about many CIDs. */
  @WithDefault("256K")
  MemorySize maxQuestion();

  /** Memory for blocks on their way to the disk, all together. */
  @WithDefault("32M")
  MemorySize writeMemory();

  /** Things that are fetched from other peers at the same time; further ones are not fetched. */
  @WithDefault("16")
  int parallelFetches();

  /** When unreferenced blocks go. */
  Collection collection();

  /** Garbage collection. */
  interface Collection {
    /** Whether unreferenced blocks are removed at all. */
    @WithDefault("true")
    boolean enabled();

    /** Time from the start to the first collection. */
    @WithDefault("5m")
    String delay();

    /** Time from one collection to the next. */
    @WithDefault("1h")
    String every();

    /** Time from the start to the first search for bytes without a row. */
    @WithDefault("20m")
    String sweepDelay();

    /** Time from one search for bytes without a row to the next. */
    @WithDefault("12h")
    String sweepEvery();

    /** How long an unreferenced block stays after a collection found it. */
    @WithDefault("1d")
    Duration grace();

    /** Age at which bytes without a row count as left over. */
    @WithDefault("1h")
    Duration orphanAge();
  }
}
