package cafe.storage.http;

import cafe.ipld.unixfs.FileImporter;
import cafe.kernel.Folders;
import cafe.storage.Contents.Source;
import cafe.storage.StorageConfig;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Where uploads wait until all of a request has come and was checked: small ones in memory, of
 * which all requests share one amount, the others one after the other in one file of their request.
 */
@Startup
@ApplicationScoped
class Spool {
  private static final String SUFFIX = ".upload";
  private static final int UNIT = 1024;
  private static final int FIRST = 16 * 1024;

  private final Path folder;
  private final Semaphore memory;

  @Inject
  Spool(StorageConfig config) throws IOException {
    this(config.uploads(), config.uploadMemory().asLongValue());
  }

  Spool(Path folder, long memory) throws IOException {
    this.folder = folder;
    this.memory = new Semaphore((int) (memory / UNIT));
    Folders.make(folder);
    // A file has a name for a moment only, and whoever makes it can do without.
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Begins a request; closing it gives back whatever it took. */
  Request begin() {
    return new Request();
  }

  /** Bytes as they come. */
  interface Input {
    /** Reads at least one byte; -1 at the end. */
    int read(byte[] to, int offset, int length) throws IOException;
  }

  /** Bytes of memory that nobody holds. */
  long free() {
    return (long) memory.availablePermits() * UNIT;
  }

  /** What one request has sent so far. Received by one thread, read by any. */
  final class Request implements AutoCloseable {
    private @Nullable FileChannel file;
    private long end;
    private int reserved;

    /**
     * Takes one upload to its end: in memory if it is small and there is room, else in the file.
     */
    Source receive(Input input) throws IOException {
      int before = reserved;
      byte[] bytes = {};
      int length = 0;
      while (true) {
        if (length == bytes.length) {
          int larger = bytes.length == 0 ? FIRST : Math.min(2 * length, FileImporter.CHUNK + 1);
          if (length > FileImporter.CHUNK || !reserve(larger - length)) {
            Source spilled = spill(bytes, length, input);
            keep(before);
            return spilled;
          }
          bytes = Arrays.copyOf(bytes, larger);
        }
        int read = input.read(bytes, length, bytes.length - length);
        if (read < 0) {
          keep(before + units(length));
          return new Memory(bytes.length == length ? bytes : Arrays.copyOf(bytes, length));
        }
        length += read;
      }
    }

    private boolean reserve(int bytes) {
      int units = units(bytes);
      if (!memory.tryAcquire(units)) {
        return false;
      }
      reserved += units;
      return true;
    }

    /** Gives back all units but so many. */
    private void keep(int units) {
      memory.release(reserved - units);
      reserved = units;
    }

    private Source spill(byte[] head, int length, Input input) throws IOException {
      FileChannel to = file;
      if (to == null) {
        to = nameless();
        file = to;
      }
      long start = end;
      write(to, head, length);
      byte[] buffer = new byte[FIRST * 4];
      int read;
      while ((read = input.read(buffer, 0, buffer.length)) >= 0) {
        write(to, buffer, read);
      }
      return new Spooled(to, start, end - start);
    }

    private void write(FileChannel to, byte[] bytes, int length) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
      while (rest.hasRemaining()) {
        end += to.write(rest, end);
      }
    }

    @Override
    public void close() throws IOException {
      keep(0);
      FileChannel open = file;
      if (open != null) {
        open.close();
      }
    }
  }

  private static int units(int bytes) {
    return (bytes + UNIT - 1) / UNIT;
  }

  /** A file that is gone as soon as it is closed, or the cafe ends in whatever way. */
  private FileChannel nameless() throws IOException {
    Path path = Files.createTempFile(folder, "", SUFFIX);
    try {
      // Who has just started may have taken the name for a leftover.
      return FileChannel.open(
          path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } finally {
      Files.deleteIfExists(path);
    }
  }

  private record Memory(byte[] bytes) implements Source {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public boolean inMemory() {
      return true;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }

  /** A part of a file. */
  private record Spooled(FileChannel file, long start, long size) implements Source {
    @Override
    public InputStream open() {
      return new SliceInput(file, start, start + size);
    }
  }

  /** Reads a part of a file without moving the channel's own position. */
  private static final class SliceInput extends InputStream {
    private final FileChannel file;
    private final long end;
    private long position;

    SliceInput(FileChannel file, long start, long end) {
      this.file = file;
      this.position = start;
      this.end = end;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int wanted = (int) Math.min(length, end - position);
      if (wanted == 0) {
        return -1;
      }
      int read = file.read(ByteBuffer.wrap(to, offset, wanted), position);
      position += Math.max(read, 0);
      return read;
    }
  }
}
