package cafe.durability.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The life of one folder. */
final class TracedFolder implements Node {
  private final List<Change> changes = new ArrayList<>();
  private final Forces forces = new Forces();
  private final Map<String, Node> now = new HashMap<>();

  /** A name goes, a name comes, or both at once. */
  private record Change(
      Call call, @Nullable String goes, @Nullable String comes, @Nullable Node node) {}

  Forces forces() {
    return forces;
  }

  @Nullable Node child(String name) {
    return now.get(name);
  }

  void add(Call call, String name, Node node) {
    changes.add(new Change(call, null, name, node));
    now.put(name, node);
  }

  void remove(Call call, String name) {
    changes.add(new Change(call, name, null, null));
    now.remove(name);
  }

  void rename(Call call, String from, String to) {
    Node node = now.remove(from);
    if (node != null) {
      changes.add(new Change(call, from, to, node));
      now.put(to, node);
    }
  }

  /** The names after a power cut. */
  Map<String, Node> after(Cut cut) {
    Map<String, Node> names = new TreeMap<>();
    int forced = cut.forced(forces);
    for (Change change : changes) {
      boolean happened = change.call().begin() <= cut.line();
      if (happened && (change.call().end() < forced || cut.toss())) {
        if (change.goes() != null) {
          names.remove(change.goes());
        }
        if (change.comes() != null && change.node() != null) {
          names.put(change.comes(), change.node());
        }
      }
    }
    return names;
  }
}
