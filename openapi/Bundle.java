import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Joins the documents of this folder to the one that is served, generated from and tested against.
 *
 * <p>Run by the build as {@code java Bundle.java OUTPUT INPUT...}; needs nothing but a JDK. It
 * works on lines, which is enough because the documents are written by hand in one style: two
 * spaces per level, maps in block form. Of several documents the paths, tags and components are
 * joined, and every other top-level key is taken from the first that has it. A name that two
 * documents define is an error.
 */
final class Bundle {

  private static final Pattern KEY = Pattern.compile("^( *)([^ #][^#]*?):( .*)?$");
  private static final Pattern FOREIGN = Pattern.compile("'[a-z]+\\.yaml#/");

  private final Map<String, List<String>> singles = new LinkedHashMap<>();
  private final List<String> tags = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();
  private final Map<String, List<String>> components = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();

  public static void main(String[] args) throws IOException {
    Bundle bundle = new Bundle();
    for (int i = 1; i < args.length; i++) {
      bundle.add(Path.of(args[i]));
    }
    Path output = Path.of(args[0]);
    byte[] text = bundle.text().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    // An unchanged file keeps its time, so that later steps see that nothing has changed.
    if (!Files.exists(output) || !java.util.Arrays.equals(Files.readAllBytes(output), text)) {
      Files.createDirectories(output.getParent());
      Files.write(output, text);
    }
  }

  private void add(Path file) throws IOException {
    String section = "";
    String part = "";
    Map<String, List<String>> own = new LinkedHashMap<>();
    for (String raw : Files.readAllLines(file)) {
      String line = FOREIGN.matcher(raw).replaceAll("'#/");
      var key = KEY.matcher(line);
      int depth = key.matches() ? key.group(1).length() : -1;
      if (depth == 0) {
        section = key.group(2);
        own.computeIfAbsent(section, s -> new ArrayList<>()).add(line);
      } else if (line.startsWith("#")) {
        continue;
      } else if (section.equals("paths")) {
        unique(depth == 2, "path " + line.strip(), file);
        paths.add(line);
      } else if (section.equals("tags")) {
        tags.add(line);
      } else if (section.equals("components") && depth == 2) {
        part = key.group(2);
      } else if (section.equals("components")) {
        unique(depth == 4, part + " " + line.strip(), file);
        components.computeIfAbsent(part, p -> new ArrayList<>()).add(line);
      } else {
        own.get(section).add(line);
      }
    }
    own.keySet().removeAll(List.of("paths", "tags", "components"));
    own.forEach(singles::putIfAbsent);
  }

  private void unique(boolean defines, String name, Path file) {
    if (defines && !names.add(name)) {
      throw new IllegalStateException(file + " defines again: " + name);
    }
  }

  private String text() {
    StringBuilder out = new StringBuilder();
    singles.values().forEach(lines -> append(out, lines));
    append(out.append("tags:\n"), tags);
    append(out.append("paths:\n"), paths);
    out.append("components:\n");
    components.forEach((part, lines) -> append(out.append("  ").append(part).append(":\n"), lines));
    return out.toString();
  }

  private static void append(StringBuilder out, List<String> lines) {
    lines.forEach(line -> out.append(line).append('\n'));
  }
}
