package cafe.storage.store;

import cafe.storage.BlockStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** The block store over files that nobody changes any more, such as those after a power cut. */
public final class ImageStore {
  private ImageStore() {}

  /** Reads the blocks of a folder. */
  public static BlockStore of(Path blocks, Map<Path, byte[]> files) {
    Map<Path, List<Path>> folders =
        files.keySet().stream()
            .collect(Collectors.groupingBy(file -> Objects.requireNonNull(file.getParent())));
    return new FileBlockStore(blocks, new Image(files, folders), Clock.systemUTC(), 1);
  }

  private record Image(Map<Path, byte[]> files, Map<Path, List<Path>> folders) implements Disk {
    @Override
    public long size(Path file) {
      byte[] bytes = files.get(file);
      return bytes == null ? -1 : bytes.length;
    }

    @Override
    public ByteBuffer read(Path file) throws IOException {
      byte[] bytes = files.get(file);
      if (bytes == null) {
        throw new NoSuchFileException(file.toString());
      }
      return ByteBuffer.wrap(bytes);
    }

    @Override
    public void list(Path folder, FileVisitor visitor) throws IOException {
      for (Path file : folders.getOrDefault(folder, List.of())) {
        visitor.file(file, Instant.MAX);
      }
    }

    @Override
    public void makeFolder(Path folder) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void forceFolder(Path folder) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Output create(Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void move(Path from, Path to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delete(Path file) {
      throw new UnsupportedOperationException();
    }
  }
}
