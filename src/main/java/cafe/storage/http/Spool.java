package cafe.storage.http;

import cafe.ipld.unixfs.FileImporter;
import cafe.kernel.Folders;
import cafe.storage.Contents.Source;
import cafe.storage.StorageConfig;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;

/** Where uploads wait until all of a request has come and was checked. */
@Startup
@ApplicationScoped
class Spool {
  private static final String SUFFIX = ".upload";
  private static final Duration A_MOMENT = Duration.ofMinutes(1);
  private static final int UNIT = 1024;
  private static final int FIRST = 16 * 1024;

  private final Path folder;
  private final Semaphore memory;

  Spool(StorageConfig config, Clock clock) throws IOException {
    this.folder = config.uploads();
    this.memory = new Semaphore((int) (config.uploadMemory().asLongValue() / UNIT));
    Folders.make(folder);
    // A file has a name for a moment only: older ones that have one belong to nobody any more.
    Instant young = clock.instant().minus(A_MOMENT);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      for (Path file : left) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(young)) {
          Files.deleteIfExists(file);
        }
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

  /** What one request has sent so far. */
  final class Request implements AutoCloseable {
    private final List<FileChannel> files = new ArrayList<>();
    private int reserved;

    /** Takes one upload to its end: in memory if it is small and there is room, else in a file. */
    Source receive(Input input) throws IOException {
      byte[] bytes = {};
      int length = 0;
      while (true) {
        if (length == bytes.length) {
          int larger = bytes.length == 0 ? FIRST : Math.min(2 * length, FileImporter.CHUNK + 1);
          if (length > FileImporter.CHUNK || !reserve(larger - length)) {
            return spill(bytes, length, input);
          }
          bytes = Arrays.copyOf(bytes, larger);
        }
        int read = input.read(bytes, length, bytes.length - length);
        if (read < 0) {
          return new Memory(bytes.length == length ? bytes : Arrays.copyOf(bytes, length));
        }
        length += read;
      }
    }

    private boolean reserve(int bytes) {
      int units = (bytes + UNIT - 1) / UNIT;
      if (!memory.tryAcquire(units)) {
        return false;
      }
      reserved += units;
      return true;
    }

    private Source spill(byte[] head, int length, Input input) throws IOException {
      FileChannel file = nameless();
      files.add(file);
      write(file, ByteBuffer.wrap(head, 0, length));
      byte[] buffer = new byte[FIRST * 4];
      int read;
      while ((read = input.read(buffer, 0, buffer.length)) >= 0) {
        write(file, ByteBuffer.wrap(buffer, 0, read));
      }
      return new Spooled(file, file.size());
    }

    @Override
    public void close() throws IOException {
      memory.release(reserved);
      reserved = 0;
      for (FileChannel file : files) {
        file.close();
      }
    }
  }

  /** A file that is gone as soon as it is closed. */
  private FileChannel nameless() throws IOException {
    Path path = Files.createTempFile(folder, "", SUFFIX);
    try {
      return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } finally {
      Files.delete(path);
    }
  }

  private static void write(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
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

  private record Spooled(FileChannel file, long size) implements Source {
    @Override
    public InputStream open() {
      return new ChannelInput(file);
    }
  }

  /** Reads a file from its start without moving the channel's own position. */
  private static final class ChannelInput extends InputStream {
    private final FileChannel file;
    private long position;

    ChannelInput(FileChannel file) {
      this.file = file;
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
      int read = file.read(ByteBuffer.wrap(to, offset, length), position);
      position += Math.max(read, 0);
      return read;
    }
  }
}
