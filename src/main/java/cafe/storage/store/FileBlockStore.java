package cafe.storage.store;

import cafe.ipld.FormatException;
import cafe.ipld.Multibase;
import cafe.ipld.Multihash;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.Folders;
import cafe.storage.Block;
import cafe.storage.BlockStore;
import cafe.storage.StorageConfig;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** One file per block. Opened when the cafe starts, so that a folder that cannot be is known. */
@Startup
@ApplicationScoped
class FileBlockStore implements BlockStore {
  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final char TEMPORARY = '.';
  private static final Duration ABANDONED = Duration.ofHours(1);
  private static final int CREATE_ATTEMPTS = 1000;

  private final Path root;
  private final Path parent;
  private final Disk disk;
  private final Clock clock;
  private final Semaphore writers;
  private final Folder[] folders = new Folder[DIGITS.length() * DIGITS.length()];
  private final AtomicLong temporaryNames;

  @Inject
  FileBlockStore(StorageConfig config, Clock clock) {
    this(config.blocks().toAbsolutePath(), new LocalDisk(), clock, config.parallelWrites());
    makeFolder(parent);
    open();
  }

  FileBlockStore(Path root, Disk disk, Clock clock, int parallelWrites) {
    this.root = root;
    this.parent = Objects.requireNonNull(root.getParent());
    this.disk = disk;
    this.clock = clock;
    this.writers = new Semaphore(parallelWrites);
    this.temporaryNames = new AtomicLong(clock.millis() << 20);
    for (int i = 0; i < folders.length; i++) {
      char first = DIGITS.charAt(i / DIGITS.length());
      char second = DIGITS.charAt(i % DIGITS.length());
      folders[i] = new Folder(root.resolve("" + first + second));
    }
  }

  /** Makes the folders that are missing; the root's parent is there. */
  void open() {
    try {
      disk.makeFolder(root);
      disk.forceFolder(parent);
      for (Folder folder : folders) {
        disk.makeFolder(folder.path);
      }
      disk.forceFolder(root);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static void makeFolder(Path folder) {
    try {
      Folders.make(folder);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void put(List<Block> batch) {
    try {
      if (batch.size() == 1) {
        putOne(batch.getFirst());
      } else {
        InParallel.run(batch, this::putOne);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void putOne(Block block) throws IOException {
    Folder folder = folderOf(name(block.hash()));
    int failures = folder.failures.get();
    write(block);
    folder.force.force(() -> force(folder));
    if (folder.failures.get() != failures) {
      // Begun before this force, failed after the name was there: this one need not have helped.
      throw new IOException("forcing the folder failed for others");
    }
  }

  /** Brings a block to its place, its bytes durable, its name not yet. */
  private void write(Block block) throws IOException {
    String name = name(block.hash());
    Folder folder = folderOf(name);
    Path place = folder.path.resolve(name);
    if (!folder.isSuspect() && disk.size(place) == block.size()) {
      return;
    }
    writers.acquireUninterruptibly();
    try {
      writeNew(folder, place, block.bytes());
    } finally {
      writers.release();
    }
  }

  private void writeNew(Folder folder, Path place, ByteBuffer bytes) throws IOException {
    Path temporary = null;
    try {
      for (int attempt = 1; temporary == null; attempt++) {
        Path candidate = folder.path.resolve(temporaryName());
        try (Disk.Output output = disk.create(candidate)) {
          temporary = candidate;
          output.write(bytes);
          output.force();
        } catch (FileAlreadyExistsException e) {
          // Another process shares the folder, or an old one left it.
          if (attempt == CREATE_ATTEMPTS) {
            throw e;
          }
        }
      }
      disk.move(temporary, place);
      temporary = null;
    } finally {
      if (temporary != null) {
        disk.delete(temporary);
      }
    }
  }

  private void force(Folder folder) throws IOException {
    boolean succeeded = false;
    try {
      disk.forceFolder(folder.path);
      succeeded = true;
    } finally {
      if (!succeeded) {
        folder.failures.incrementAndGet();
      }
    }
  }

  @Override
  public Optional<ByteBuffer> get(Multihash hash) {
    if (hash.code() == Multihash.IDENTITY) {
      return Optional.of(ByteBuffer.wrap(hash.digest()).asReadOnlyBuffer());
    }
    try {
      return Optional.of(disk.read(place(hash)).asReadOnlyBuffer());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public OptionalLong size(Multihash hash) {
    if (hash.code() == Multihash.IDENTITY) {
      return OptionalLong.of(hash.digestLength());
    }
    try {
      long size = disk.size(place(hash));
      return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public Optional<Path> file(Multihash hash) {
    return has(hash) && hash.code() != Multihash.IDENTITY
        ? Optional.of(place(hash))
        : Optional.empty();
  }

  @Override
  public void delete(Collection<Multihash> hashes) {
    try {
      for (Multihash hash : hashes) {
        disk.delete(place(hash));
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  @Override
  public void list(Consumer<Entry> visitor) {
    Instant abandoned = clock.instant().minus(ABANDONED);
    try {
      for (Folder folder : folders) {
        disk.list(folder.path, (file, written) -> visit(file, written, abandoned, visitor));
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void visit(Path file, Instant written, Instant abandoned, Consumer<Entry> visitor)
      throws IOException {
    String name = String.valueOf(file.getFileName());
    if (name.charAt(0) == TEMPORARY) {
      if (written.isBefore(abandoned)) {
        disk.delete(file);
      }
      return;
    }
    try {
      visitor.accept(new Entry(Multihash.parse(Multibase.decode(name)), written));
    } catch (FormatException e) {
      // Not ours: whoever put it there may want it.
    }
  }

  private String temporaryName() {
    return TEMPORARY + Long.toString(temporaryNames.getAndIncrement(), Character.MAX_RADIX);
  }

  private Path place(Multihash hash) {
    String name = name(hash);
    return folderOf(name).path.resolve(name);
  }

  private static String name(Multihash hash) {
    return Multibase.BASE32.encode(hash.bytes());
  }

  /** The last character carries only some bits of the digest, the two before it five each. */
  private Folder folderOf(String name) {
    int end = name.length();
    int first = DIGITS.indexOf(name.charAt(end - 3));
    int second = DIGITS.indexOf(name.charAt(end - 2));
    return folders[first * DIGITS.length() + second];
  }

  private static CafeException failure(IOException e) {
    return new CafeException(Fault.UNAVAILABLE, "the block store cannot be used now", e);
  }

  /** One of the folders that blocks are spread over. */
  private static final class Folder {
    private final Path path;
    private final GroupForce force = new GroupForce();

    /** How many forces failed; counted before whoever shared them hears of it. */
    private final AtomicInteger failures = new AtomicInteger();

    Folder(Path path) {
      this.path = path;
    }

    /**
     * Whether a name may be visible here and not be on the disk. Which one cannot be told, and
     * later forces need not help it, so this is true for as long as the cafe runs: blocks that are
     * here are written again whenever they are put.
     */
    boolean isSuspect() {
      return failures.get() > 0;
    }
  }
}
