package cafe.durability.trace;

/**
 * A system call that succeeded, on a file or folder that is watched.
 *
 * @param begin number of the line of the trace in which it began
 * @param end number of the line in which it returned
 * @param what it did
 */
record Call(int begin, int end, What what) {
  /** What a call did. Paths are absolute. */
  sealed interface What {}

  /** Opened for writing, made if it was not there. */
  record Open(String path, boolean truncate) implements What {}

  /** Wrote; an offset of -1 is where the last write ended. */
  record Write(String path, long offset, byte[] bytes) implements What {}

  record Truncate(String path, long length) implements What {}

  /** Forced a file or a folder. */
  record Force(String path) implements What {}

  record Rename(String from, String to) implements What {}

  record Link(String from, String to) implements What {}

  record Remove(String path) implements What {}

  record MakeFolder(String path) implements What {}
}
