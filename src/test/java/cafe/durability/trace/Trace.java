package cafe.durability.trace;

import cafe.durability.trace.Call.What;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the output of {@code strace} with {@link #OPTIONS}: lines of a thread's number, a time and
 * a call, which may be cut in two by calls of other threads.
 */
public final class Trace {
  /** Without the output file and the command. */
  public static final List<String> OPTIONS =
      List.of(
          "strace",
          "-f",
          "--seccomp-bpf",
          "-ttt",
          "-y",
          "-xx",
          "-s",
          "100000000",
          "-e",
          "signal=none",
          "-e",
          "trace=open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,ftruncate,truncate,"
              + "fallocate,copy_file_range,fsync,fdatasync,rename,renameat,renameat2,link,linkat,"
              + "symlink,symlinkat,unlink,unlinkat,rmdir,mkdir,mkdirat");

  private static final String UNFINISHED = " <unfinished ...>";
  private static final String RESUMED = " resumed>";
  private static final double MICROS = 1e6;

  private final String watched;
  private final List<Call> calls = new ArrayList<>();
  private final List<Long> times = new ArrayList<>();
  private final Map<String, Begun> begun = new HashMap<>();

  private record Begun(int line, String text) {}

  private Trace(Path watched) {
    this.watched = hex(watched.toString());
  }

  /** Reads what was done beneath a folder. */
  public static Trace read(Path file, Path watched) throws IOException {
    Trace trace = new Trace(watched);
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        trace.take(line);
      }
    }
    trace.calls.sort(Comparator.comparingInt(Call::end));
    return trace;
  }

  /** Calls in the order of their ends. */
  List<Call> calls() {
    return calls;
  }

  /** How many lines there are that concern the folder. */
  public int lines() {
    return times.size();
  }

  /** When a line was written, in microseconds since 1970: what it tells of came no later. */
  public long time(int line) {
    return times.get(line);
  }

  private void take(String line) {
    int afterThread = line.indexOf(' ');
    int time = afterThread;
    while (line.charAt(time) == ' ') {
      time++;
    }
    int afterTime = line.indexOf(' ', time);
    String thread = line.substring(0, afterThread);
    String text = line.substring(afterTime + 1);
    if (text.startsWith("<... ")) {
      Begun begin = begun.remove(thread);
      if (begin != null) {
        int at = note(line.substring(time, afterTime));
        String rest = text.substring(text.indexOf(RESUMED) + RESUMED.length());
        finish(begin.line(), at, begin.text() + rest);
      }
    } else if (text.contains(watched)) {
      int at = note(line.substring(time, afterTime));
      if (text.endsWith(UNFINISHED)) {
        begun.put(thread, new Begun(at, text.substring(0, text.length() - UNFINISHED.length())));
      } else {
        finish(at, at, text);
      }
    }
  }

  private int note(String seconds) {
    times.add(Math.round(Double.parseDouble(seconds) * MICROS));
    return times.size() - 1;
  }

  private void finish(int begin, int end, String text) {
    int result = text.lastIndexOf(" = ");
    if (result >= 0 && text.charAt(result + 3) != '-' && text.charAt(result + 3) != '?') {
      What what = what(new Arguments(text.substring(0, result)));
      if (what != null) {
        calls.add(new Call(begin, end, what));
      }
    }
  }

  private static @Nullable What what(Arguments call) {
    return switch (call.name()) {
      case "openat" -> open(call, call.path(0, 1), call.text(2));
      case "open" -> open(call, call.path(-1, 0), call.text(1));
      case "write" -> new Call.Write(call.descriptor(0), -1, call.bytes(1));
      case "pwrite64" ->
          new Call.Write(call.descriptor(0), Long.parseLong(call.text(3)), call.bytes(1));
      case "ftruncate" -> new Call.Truncate(call.descriptor(0), Long.parseLong(call.text(1)));
      case "fsync", "fdatasync" -> new Call.Force(call.descriptor(0));
      case "rename" -> new Call.Rename(call.path(-1, 0), call.path(-1, 1));
      case "renameat", "renameat2" -> new Call.Rename(call.path(0, 1), call.path(2, 3));
      case "link" -> new Call.Link(call.path(-1, 0), call.path(-1, 1));
      case "linkat" -> new Call.Link(call.path(0, 1), call.path(2, 3));
      case "unlink", "rmdir" -> new Call.Remove(call.path(-1, 0));
      case "unlinkat" -> new Call.Remove(call.path(0, 1));
      case "mkdir" -> new Call.MakeFolder(call.path(-1, 0));
      case "mkdirat" -> new Call.MakeFolder(call.path(0, 1));
      default -> throw new IllegalStateException("not foreseen: " + call.name());
    };
  }

  private static @Nullable What open(Arguments call, String path, String flags) {
    boolean writes = flags.contains("O_WRONLY") || flags.contains("O_RDWR");
    if (flags.contains("O_APPEND")) {
      throw new IllegalStateException("not foreseen: " + call.name() + " to append to " + path);
    }
    return writes ? new Call.Open(path, flags.contains("O_TRUNC")) : null;
  }

  static String hex(String text) {
    StringBuilder hex = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hex.append(String.format("\\x%02x", b));
    }
    return hex.toString();
  }
}
