package cafe.durability.trace;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that happened beneath a folder, which was empty and durable at the start. */
public final class TracedDisk {
  private static final int[] CHANCES = {0, 20, 50, 80, 100};

  private final Path root;
  private final TracedFolder top = new TracedFolder();

  /** Plays a trace. */
  public TracedDisk(Trace trace, Path root) {
    this.root = root;
    trace.calls().forEach(this::play);
  }

  /**
   * The files that a power cut may leave.
   *
   * @param line the last line of the trace that had happened
   * @param random what the kernel had happened to do
   * @param honest whether the disk obeys forces
   */
  public Map<Path, byte[]> after(int line, Random random, boolean honest) {
    int chance = CHANCES[random.nextInt(CHANCES.length)];
    Map<Path, byte[]> files = new TreeMap<>();
    collect(root, top, new Cut(line, random, chance, honest), files);
    return files;
  }

  private static void collect(Path path, TracedFolder folder, Cut cut, Map<Path, byte[]> files) {
    folder
        .after(cut)
        .forEach(
            (name, node) -> {
              switch (node) {
                case TracedFolder inner -> collect(path.resolve(name), inner, cut, files);
                case TracedFile file -> files.put(path.resolve(name), file.after(cut));
              }
            });
  }

  private void play(Call call) {
    switch (call.what()) {
      case Call.Open(String path, boolean truncate) -> open(call, path, truncate);
      case Call.Write(String path, long offset, byte[] bytes) -> {
        if (find(path) instanceof TracedFile file) {
          file.write(call, offset, bytes);
        }
      }
      case Call.Truncate(String path, long length) -> {
        if (find(path) instanceof TracedFile file) {
          file.truncate(call, length);
        }
      }
      case Call.Force(String path) -> {
        switch (find(path)) {
          case TracedFile file -> file.forces().add(call);
          case TracedFolder folder -> folder.forces().add(call);
          case null -> {}
        }
      }
      case Call.Rename(String from, String to) -> rename(call, Path.of(from), Path.of(to));
      case Call.Link(String from, String to) -> {
        Node node = find(from);
        TracedFolder parent = parent(Path.of(to));
        if (node != null && parent != null) {
          parent.add(call, name(Path.of(to)), node);
        }
      }
      case Call.Remove(String path) -> {
        TracedFolder parent = parent(Path.of(path));
        if (parent != null) {
          parent.remove(call, name(Path.of(path)));
        }
      }
      case Call.MakeFolder(String path) -> {
        TracedFolder parent = parent(Path.of(path));
        if (parent != null) {
          parent.add(call, name(Path.of(path)), new TracedFolder());
        }
      }
    }
  }

  private void open(Call call, String path, boolean truncate) {
    TracedFolder parent = parent(Path.of(path));
    if (parent == null) {
      return;
    }
    String name = name(Path.of(path));
    if (parent.child(name) == null) {
      parent.add(call, name, new TracedFile());
    }
    if (parent.child(name) instanceof TracedFile file) {
      file.open();
      if (truncate) {
        file.truncate(call, 0);
      }
    }
  }

  private void rename(Call call, Path from, Path to) {
    TracedFolder parent = parent(from);
    if (parent == null) {
      return;
    }
    if (!from.getParent().equals(to.getParent())) {
      throw new IllegalStateException("not foreseen: a move between folders, " + to);
    }
    parent.rename(call, name(from), name(to));
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private @Nullable TracedFolder parent(Path path) {
    return find(String.valueOf(path.getParent())) instanceof TracedFolder folder ? folder : null;
  }

  private @Nullable Node find(String text) {
    Path path = Path.of(text);
    if (!path.startsWith(root)) {
      return null;
    }
    Node node = top;
    for (Path name : root.relativize(path)) {
      if (!name.toString().isEmpty()) {
        node = node instanceof TracedFolder folder ? folder.child(name.toString()) : null;
      }
    }
    return node;
  }
}
