package cafe.bench;

import cafe.bench.Load.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The least that a durable file costs: written, forced, renamed, its folder forced. */
record DurableFiles(Path folder) implements Load.Call {
  private static final int FOLDERS = 1024;

  @Override
  public void on(Connection ignored, int number) throws IOException {
    Path place = Files.createDirectories(folder.resolve("" + number % FOLDERS));
    Path temporary = place.resolve("." + number);
    ByteBuffer bytes = ByteBuffer.wrap(Stores.bytes(number));
    try (FileChannel file =
        FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
      file.write(bytes);
      file.force(false);
    }
    Files.move(temporary, place.resolve("" + number), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(place, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
