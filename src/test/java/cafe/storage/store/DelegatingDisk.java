package cafe.storage.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A disk that passes everything on, for tests to override one thing. */
class DelegatingDisk implements Disk {
  private final Disk disk;

  DelegatingDisk(Disk disk) {
    this.disk = disk;
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    disk.makeFolder(folder);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    disk.forceFolder(folder);
  }

  @Override
  public Output create(Path file) throws IOException {
    return disk.create(file);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    disk.move(from, to);
  }

  @Override
  public void delete(Path file) throws IOException {
    disk.delete(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return disk.size(file);
  }

  @Override
  public ByteBuffer read(Path file) throws IOException {
    return disk.read(file);
  }

  @Override
  public void list(Path folder, FileVisitor visitor) throws IOException {
    disk.list(folder, visitor);
  }

  /** An output that passes everything on. */
  static class DelegatingOutput implements Output {
    private final Output output;

    DelegatingOutput(Output output) {
      this.output = output;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      output.write(bytes);
    }

    @Override
    public void force() throws IOException {
      output.force();
    }

    @Override
    public void close() throws IOException {
      output.close();
    }
  }
}
