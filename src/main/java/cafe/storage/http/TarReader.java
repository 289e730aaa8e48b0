package cafe.storage.http;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the regular files of a tar archive (POSIX ustar and pax, GNU long names) one after the
 * other, in constant memory. Folders, and paths into folders, are refused, as the original's pin
 * route takes flat archives only; links and devices too.
 *
 * <p>Limits: names 255 bytes, pax and GNU headers 64 KiB.
 */
final class TarReader {
  private static final int BLOCK = 512;
  private static final int MAX_NAME = 255;
  private static final int MAX_EXTENSION = 64 * 1024;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_END = 156;

  private final InputStream in;
  private final byte[] header = new byte[BLOCK];
  private long left;
  private long padding;

  TarReader(InputStream in) {
    this.in = in;
  }

  /** The name of the next file, or null behind the last. What is left of this one is skipped. */
  @Nullable String next() throws IOException {
    String longName = null;
    long paxSize = -1;
    while (true) {
      skip(left + padding);
      if (!readHeader()) {
        left = 0;
        padding = 0;
        return null;
      }
      setSize(number(124, 12));
      char type = (char) (header[156] & 0xff);
      switch (type) {
        case 'x' -> {
          Pax pax = new Pax(extension());
          longName = pax.path == null ? longName : pax.path;
          paxSize = pax.size;
        }
        case 'g' -> extension();
        case 'L' -> longName = cString(extension(), 0, Math.min(MAX_EXTENSION, 1 << 16));
        case '0', '\0', '7' -> {
          if (paxSize >= 0) {
            setSize(paxSize);
          }
          return flat(longName == null ? nameInHeader() : longName);
        }
        case '5' ->
            throw CafeException.withWireText(
                Fault.CONTENT_INVALID,
                "archive: folders are not taken",
                "directories are not supported");
        default -> throw invalid("only regular files are taken");
      }
    }
  }

  /** Reads bytes of the current file, at least one; -1 at its end. */
  int read(byte[] to, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int read = in.read(to, offset, (int) Math.min(length, left));
    if (read < 0) {
      throw early();
    }
    left -= read;
    return read;
  }

  private void setSize(long size) {
    left = size;
    padding = (BLOCK - size % BLOCK) % BLOCK;
  }

  /** False at the end: a block of zeros, or the end of the stream. */
  private boolean readHeader() throws IOException {
    int read = in.readNBytes(header, 0, BLOCK);
    if (read == 0 || isZero(read)) {
      return false;
    }
    if (read < BLOCK) {
      throw early();
    }
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= CHECKSUM && i < CHECKSUM_END ? ' ' : header[i] & 0xff;
    }
    if (sum != number(CHECKSUM, 8)) {
      throw broken("wrong checksum");
    }
    return true;
  }

  private boolean isZero(int length) {
    for (int i = 0; i < length; i++) {
      if (header[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** An octal number, or GNU's binary one. */
  private long number(int offset, int length) {
    if ((header[offset] & 0x80) != 0) {
      long value = header[offset] & 0x7f;
      for (int i = 1; i < length; i++) {
        if (value >> 47 != 0) {
          throw broken("a number is out of range");
        }
        value = value << 8 | header[offset + i] & 0xff;
      }
      return value;
    }
    String text = cString(header, offset, length).strip();
    try {
      long value = text.isEmpty() ? 0 : Long.parseLong(text, 8);
      if (value < 0) {
        throw broken("a number is out of range");
      }
      return value;
    } catch (NumberFormatException e) {
      throw broken("a malformed number");
    }
  }

  private String nameInHeader() {
    String name = cString(header, 0, 100);
    boolean ustar = cString(header, 257, 6).startsWith("ustar");
    String prefix = ustar ? cString(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + '/' + name;
  }

  private static String flat(String name) {
    String file = name.startsWith("./") ? name.substring(2) : name;
    boolean taken =
        !file.isEmpty()
            && !file.equals(".")
            && !file.equals("..")
            && file.indexOf('/') < 0
            && file.indexOf('\0') < 0
            && file.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME;
    if (!taken) {
      throw invalid("only files outside of folders are taken");
    }
    return file;
  }

  private byte[] extension() throws IOException {
    if (left > MAX_EXTENSION) {
      throw invalid("a header is too long");
    }
    byte[] bytes = in.readNBytes((int) left);
    if (bytes.length < left) {
      throw early();
    }
    left = 0;
    return bytes;
  }

  private void skip(long count) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (java.io.EOFException e) {
      throw early();
    }
  }

  private static String cString(byte[] bytes, int offset, int length) {
    int end = offset;
    while (end < Math.min(bytes.length, offset + length) && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
  }

  private static CafeException early() {
    return CafeException.withWireText(
        Fault.CONTENT_INVALID, "archive: it ends early", "unexpected EOF");
  }

  private static CafeException broken(String detail) {
    return CafeException.withWireText(
        Fault.CONTENT_INVALID, "archive: " + detail, "archive/tar: invalid tar header");
  }

  private static CafeException invalid(String detail) {
    return new CafeException(Fault.CONTENT_INVALID, "archive: " + detail);
  }

  /** What matters of a pax header: lines of {@code length key=value}. */
  private static final class Pax {
    private @Nullable String path;
    private long size = -1;

    Pax(byte[] bytes) {
      int at = 0;
      while (at < bytes.length) {
        int space = at;
        while (space < bytes.length && bytes[space] != ' ') {
          space++;
        }
        int length = length(bytes, at, space);
        if (length <= space - at + 1 || length > bytes.length - at) {
          throw broken("a malformed header");
        }
        String line = new String(bytes, space + 1, at + length - space - 2, StandardCharsets.UTF_8);
        take(line);
        at += length;
      }
    }

    private static int length(byte[] bytes, int from, int to) {
      try {
        return Integer.parseInt(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
      } catch (NumberFormatException e) {
        throw broken("a malformed header");
      }
    }

    private void take(String line) {
      if (line.startsWith("path=")) {
        path = line.substring(5);
      } else if (line.startsWith("size=")) {
        try {
          size = Long.parseLong(line.substring(5));
        } catch (NumberFormatException e) {
          throw broken("a malformed header");
        }
        if (size < 0) {
          throw broken("a malformed header");
        }
      }
    }
  }
}
