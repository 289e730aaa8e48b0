package cafe.storage.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A disk in memory of which a power cut can be tried at any moment. What was not forced is lost,
 * reordered or torn: of a file each page and the length, of a folder each change of a name, has or
 * has not reached the disk. Only a rename is one change.
 */
final class SimulatedDisk implements Disk {
  private static final int PAGE = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Path, Folder> folders = new HashMap<>();

  SimulatedDisk(Path parent) {
    Folder folder = new Folder();
    folder.isDurable = true;
    folders.put(parent, folder);
  }

  private SimulatedDisk() {}

  /** The disk as it may look after the power is cut now. */
  SimulatedDisk afterPowerCut(Random random) {
    lock.lock();
    try {
      SimulatedDisk image = new SimulatedDisk();
      folders.keySet().stream()
          .sorted()
          .filter(path -> isReachable(path, image, random))
          .forEach(path -> image.folders.put(path, existing(path).afterPowerCut(random)));
      return image;
    } finally {
      lock.unlock();
    }
  }

  private boolean isReachable(Path path, SimulatedDisk image, Random random) {
    boolean kept = existing(path).isDurable || random.nextBoolean();
    Path parent = path.getParent();
    return kept && (!folders.containsKey(parent) || image.folders.containsKey(parent));
  }

  @Override
  public void makeFolder(Path path) {
    lock.lock();
    try {
      if (folders.putIfAbsent(path, new Folder()) == null) {
        Folder parent = folders.get(path.getParent());
        if (parent != null) {
          parent.children.add(path);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void forceFolder(Path path) {
    lock.lock();
    try {
      Folder folder = existing(path);
      folder.force();
      folder.children.forEach(child -> existing(child).isDurable = true);
      folder.children.clear();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Output create(Path path) throws IOException {
    lock.lock();
    try {
      Folder folder = folder(path);
      if (folder.names.containsKey(path)) {
        throw new FileAlreadyExistsException(path.toString());
      }
      Content content = new Content();
      folder.change(names -> names.put(path, content));
      return new ContentOutput(content);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    lock.lock();
    try {
      Content content = folder(from).names.get(from);
      if (content == null) {
        throw new NoSuchFileException(from.toString());
      }
      folder(to)
          .change(
              names -> {
                names.remove(from);
                names.put(to, content);
              });
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    lock.lock();
    try {
      folder(path).change(names -> names.remove(path));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long size(Path path) throws IOException {
    lock.lock();
    try {
      Content content = folder(path).names.get(path);
      return content == null ? -1 : content.bytes.length;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public ByteBuffer read(Path path) throws IOException {
    lock.lock();
    try {
      Content content = folder(path).names.get(path);
      if (content == null) {
        throw new NoSuchFileException(path.toString());
      }
      return ByteBuffer.wrap(content.bytes.clone());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void list(Path path, FileVisitor visitor) throws IOException {
    List<Path> files;
    lock.lock();
    try {
      files = List.copyOf(existing(path).names.keySet());
    } finally {
      lock.unlock();
    }
    for (Path file : files) {
      visitor.file(file, Instant.EPOCH);
    }
  }

  private Folder existing(Path path) {
    return Objects.requireNonNull(folders.get(path), path::toString);
  }

  private Folder folder(Path file) throws IOException {
    Folder folder = folders.get(file.getParent());
    if (folder == null) {
      throw new NoSuchFileException(file.toString());
    }
    return folder;
  }

  /** Names: as they are, as they are on the disk, and the changes between; new folders. */
  private static final class Folder {
    private final Map<Path, Content> names = new HashMap<>();
    private final Map<Path, Content> durable = new HashMap<>();
    private final List<Change> pending = new ArrayList<>();
    private final List<Path> children = new ArrayList<>();
    private boolean isDurable;

    void change(Change change) {
      change.apply(names);
      pending.add(change);
    }

    void force() {
      pending.clear();
      durable.clear();
      durable.putAll(names);
    }

    Folder afterPowerCut(Random random) {
      Map<Path, Content> survived = new HashMap<>(durable);
      List<Change> reached = new ArrayList<>(pending);
      reached.removeIf(change -> random.nextBoolean());
      if (random.nextBoolean()) {
        Collections.shuffle(reached, random);
      }
      reached.forEach(change -> change.apply(survived));
      Folder image = new Folder();
      image.isDurable = true;
      survived.forEach((path, content) -> image.names.put(path, content.afterPowerCut(random)));
      image.durable.putAll(image.names);
      return image;
    }
  }

  private interface Change {
    void apply(Map<Path, Content> names);
  }

  /** Bytes of a file: as they are, and as they are on the disk. */
  private static final class Content {
    private byte[] bytes = new byte[0];
    private byte[] durable = new byte[0];

    Content afterPowerCut(Random random) {
      int length = survivingLength(random);
      byte[] survived = Arrays.copyOf(durable, length);
      for (int page = 0; page < length; page += PAGE) {
        int end = Math.min(page + PAGE, Math.min(length, bytes.length));
        if (end > page && random.nextBoolean()) {
          System.arraycopy(bytes, page, survived, page, end - page);
        }
      }
      Content image = new Content();
      image.bytes = survived;
      image.durable = survived;
      return image;
    }

    private int survivingLength(Random random) {
      return switch (random.nextInt(3)) {
        case 0 -> durable.length;
        case 1 -> bytes.length;
        default -> durable.length + random.nextInt(bytes.length - durable.length + 1);
      };
    }
  }

  private final class ContentOutput implements Output {
    private final Content content;

    ContentOutput(Content content) {
      this.content = content;
    }

    @Override
    public void write(ByteBuffer source) {
      lock.lock();
      try {
        byte[] grown = Arrays.copyOf(content.bytes, content.bytes.length + source.remaining());
        source.get(grown, content.bytes.length, source.remaining());
        content.bytes = grown;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void force() {
      lock.lock();
      try {
        content.durable = content.bytes.clone();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {}
  }
}
