package cafe.durability.trace;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A call as the trace writes it: its name and its arguments. */
final class Arguments {
  private final String name;
  private final List<String> texts = new ArrayList<>();

  /** Takes {@code name(argument, argument)}. */
  Arguments(String call) {
    int open = call.indexOf('(');
    int close = call.lastIndexOf(')');
    this.name = call.substring(0, open);
    // Quoted texts and paths are hexadecimal: they hold no comma.
    for (String text : call.substring(open + 1, close).split(", ", -1)) {
      texts.add(text.strip());
    }
  }

  String name() {
    return name;
  }

  String text(int index) {
    return texts.get(index);
  }

  /** The path of a descriptor. */
  String descriptor(int index) {
    String text = texts.get(index);
    int open = text.indexOf('<');
    return open < 0 ? "" : decode(text.substring(open + 1, text.lastIndexOf('>')));
  }

  /** A path, relative to a folder's descriptor unless that index is negative. */
  String path(int folder, int index) {
    String path = new String(bytes(index), StandardCharsets.UTF_8);
    if (path.startsWith("/")) {
      return Path.of(path).normalize().toString();
    }
    if (folder < 0) {
      throw new IllegalStateException("not foreseen: a relative path, " + path);
    }
    return Path.of(descriptor(folder)).resolve(path).normalize().toString();
  }

  /** A quoted text. */
  byte[] bytes(int index) {
    String text = texts.get(index);
    if (text.length() < 2 || text.charAt(0) != '"' || !text.endsWith("\"")) {
      throw new IllegalStateException("not a whole text in " + name);
    }
    return unescape(text.substring(1, text.length() - 1));
  }

  private static String decode(String hex) {
    return hex.startsWith("\\x") ? new String(unescape(hex), StandardCharsets.UTF_8) : hex;
  }

  private static byte[] unescape(String hex) {
    byte[] bytes = new byte[hex.length() / 4];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] =
          (byte)
              (HexFormat.fromHexDigit(hex.charAt(4 * i + 2)) << 4
                  | HexFormat.fromHexDigit(hex.charAt(4 * i + 3)));
    }
    return bytes;
  }
}
