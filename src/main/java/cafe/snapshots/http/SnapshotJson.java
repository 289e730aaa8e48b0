package cafe.snapshots.http;

import cafe.snapshots.SnapshotInfo;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/** A version of a snapshot, without its bytes. */
@RegisterForReflection
public record SnapshotJson(
    String thread, String client, long version, String etag, long size, String date) {

  static SnapshotJson of(SnapshotInfo info) {
    return new SnapshotJson(
        info.thread(),
        info.client().toString(),
        info.version(),
        Tags.quoted(info),
        info.size(),
        info.stored().toString());
  }

  /**
   * Several, in the list's order.
   *
   * @param more whether there are more after the last of these
   */
  @RegisterForReflection
  public record PageJson(List<SnapshotJson> snapshots, boolean more) {}

  /** Several. */
  @RegisterForReflection
  public record ListJson(List<SnapshotJson> snapshots) {
    static ListJson of(List<SnapshotInfo> infos) {
      return new ListJson(infos.stream().map(SnapshotJson::of).toList());
    }
  }
}
