package cafe.durability.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The life of one file, whatever its names. */
final class TracedFile implements Node {
  private static final int[] SECTORS = {512, 4096};

  private final List<Change> changes = new ArrayList<>();
  private final Forces forces = new Forces();
  private long position;

  /** Bytes at an offset; without bytes a new length. */
  private record Change(int begin, int end, long offset, byte @Nullable [] bytes) {}

  void open() {
    position = 0;
  }

  void write(Call call, long offset, byte[] bytes) {
    long at = offset < 0 ? position : offset;
    changes.add(new Change(call.begin(), call.end(), at, bytes));
    if (offset < 0) {
      position += bytes.length;
    }
  }

  void truncate(Call call, long length) {
    changes.add(new Change(call.begin(), call.end(), length, null));
  }

  Forces forces() {
    return forces;
  }

  /** The content after a power cut. */
  byte[] after(Cut cut) {
    Bytes disk = new Bytes();
    int forced = cut.forced(forces);
    for (Change change : changes) {
      if (change.end() < forced) {
        disk.apply(change);
      }
    }
    int sector = SECTORS[cut.random().nextInt(SECTORS.length)];
    int chance = cut.chance();
    Bytes memory = new Bytes(disk);
    for (Change change : changes) {
      if (change.end() >= forced && change.begin() <= cut.line()) {
        memory.apply(change);
        writeBack(memory, disk, change, new Coin(cut.random(), chance), sector);
      }
    }
    return disk.content();
  }

  /** Whether the kernel happened to bring something to the disk; the chance is in percent. */
  private record Coin(Random random, int chance) {
    boolean toss() {
      return random.nextInt(100) < chance;
    }
  }

  private static void writeBack(Bytes memory, Bytes disk, Change change, Coin coin, int sector) {
    byte[] bytes = change.bytes();
    if (bytes == null) {
      if (coin.toss()) {
        disk.resize(memory.length);
      }
      return;
    }
    if (coin.toss()) {
      disk.resize(Math.max(disk.length, memory.length));
    }
    long end = change.offset() + bytes.length;
    for (long at = change.offset() / sector * sector; at < end; at += sector) {
      if (coin.toss()) {
        disk.copy(memory, (int) at, (int) Math.min(at + sector, memory.length));
      }
    }
  }

  /** Bytes that grow. */
  private static final class Bytes {
    private byte[] bytes;
    private int length;

    Bytes() {
      this.bytes = new byte[0];
    }

    Bytes(Bytes other) {
      this.bytes = other.bytes.clone();
      this.length = other.length;
    }

    void apply(Change change) {
      byte[] written = change.bytes();
      if (written == null) {
        resize((int) change.offset());
        return;
      }
      int end = (int) change.offset() + written.length;
      if (end > length) {
        resize(end);
      }
      System.arraycopy(written, 0, bytes, (int) change.offset(), written.length);
    }

    void resize(int to) {
      if (to > bytes.length) {
        bytes = java.util.Arrays.copyOf(bytes, Math.max(to, 2 * bytes.length));
      }
      if (to < length) {
        java.util.Arrays.fill(bytes, to, length, (byte) 0);
      }
      length = to;
    }

    void copy(Bytes from, int begin, int end) {
      if (end > length) {
        resize(end);
      }
      System.arraycopy(from.bytes, begin, bytes, begin, end - begin);
    }

    byte[] content() {
      return java.util.Arrays.copyOf(bytes, length);
    }
  }
}
