package cafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.limits.Limit;
import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The README's tables of settings and rate limits are what the sources say. Run with {@code
 * -Dcafe.readme=write} the test writes them.
 */
@Execution(ExecutionMode.CONCURRENT)
class SettingsTableTest {
  private static final Path README = Path.of("README.md");
  private static final Path SOURCES = Path.of("src/main/java/cafe");
  private static final String BEGIN = "<!-- settings: written by SettingsTableTest -->\n";
  private static final String END = "<!-- end of settings -->\n";
  private static final Pattern TAG = Pattern.compile("\\{@\\w+\\s+([^}]*)}");
  private static final Pattern CACHE = Pattern.compile("new CacheSpec\\(\\s*\"([^\"]+)\"");
  private static final Pattern DEFAULT = Pattern.compile("[.] Default:? (.+?)[.]$");
  private static final Pattern SENTENCE = Pattern.compile("(?s)^(.*?[.])(\\s.*)?$");

  @Test
  void readmeNamesEverySettingAndLimit() throws IOException {
    String readme = Files.readString(README);
    int begin = readme.indexOf(BEGIN) + BEGIN.length();
    int end = readme.indexOf(END);
    assertThat(begin).isGreaterThan(BEGIN.length());
    assertThat(end).isGreaterThanOrEqualTo(begin);
    String expected = "\n" + settings() + "\n" + limits() + "\n";
    if ("write".equals(System.getProperty("cafe.readme"))) {
      Files.writeString(README, readme.substring(0, begin) + expected + readme.substring(end));
      return;
    }
    assertThat(readme.substring(begin, end)).isEqualTo(expected);
  }

  @Test
  void readmeNamesEveryCache() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> all = Files.walk(SOURCES)) {
      for (Path file : all.filter(each -> each.toString().endsWith(".java")).toList()) {
        CACHE.matcher(Files.readString(file)).results().forEach(name -> names.add(name.group(1)));
      }
    }
    assertThat(names).hasSizeGreaterThan(2);
    String readme = Files.readString(README);
    assertThat(names).allSatisfy(name -> assertThat(readme).contains("\n| `" + name + "` | "));
  }

  private static String settings() throws IOException {
    StringBuilder table = new StringBuilder("| setting | default | |\n|---|---|---|\n");
    for (Row row : Scanner.rows()) {
      table.append(row).append('\n');
    }
    return table.toString();
  }

  private static String limits() throws IOException {
    Map<String, String> meanings = Scanner.constants(SOURCES.resolve("limits/Limit.java"));
    StringBuilder table =
        new StringBuilder("| rate limit | at once | a minute | |\n|---|---|---|---|\n");
    for (Limit limit : Limit.values()) {
      String meaning = meanings.get(limit.name());
      table.append(
          "| `%s` | %,d | %,d | %s |%n"
              .formatted(limit.id(), limit.burst(), limit.perMinute(), meaning));
    }
    return table.toString();
  }

  /** A setting; {@code value} is as the README shows it, and may be empty if the meaning tells. */
  private record Row(String key, String value, String meaning) {
    @Override
    public String toString() {
      return "| `%s` | %s | %s |".formatted(key, value, meaning);
    }
  }

  /** Reads settings out of the sources, since their meaning stands in comments. */
  private static final class Scanner extends TreePathScanner<Void, String> {
    private final DocTrees docs;
    private final Map<String, Row> rows = new TreeMap<>();
    private final Map<String, String> constants = new TreeMap<>();
    private final Map<String, ClassTree> nested = new TreeMap<>();

    private Scanner(DocTrees docs) {
      this.docs = docs;
    }

    static List<Row> rows() throws IOException {
      List<Path> files;
      try (Stream<Path> all = Files.walk(SOURCES)) {
        files =
            all.filter(file -> file.toString().endsWith("Config.java"))
                .filter(file -> !file.startsWith(SOURCES.resolve("libp2p")))
                .sorted()
                .toList();
      }
      Map<String, Row> rows = new TreeMap<>();
      for (Path file : files) {
        rows.putAll(scan(file).rows);
      }
      return new ArrayList<>(rows.values());
    }

    static Map<String, String> constants(Path file) throws IOException {
      return scan(file).constants;
    }

    private static Scanner scan(Path file) throws IOException {
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
        JavacTask task =
            (JavacTask)
                compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjects(file));
        Scanner scanner = new Scanner(DocTrees.instance(task));
        for (CompilationUnitTree unit : task.parse()) {
          scanner.scan(unit, "");
        }
        return scanner;
      }
    }

    @Override
    public Void visitClass(ClassTree type, String prefix) {
      String mapping = value(type.getModifiers(), "ConfigMapping");
      if (mapping.isEmpty() && prefix.isEmpty()) {
        return super.visitClass(type, prefix);
      }
      if (type.getKind() != Tree.Kind.INTERFACE) {
        return null;
      }
      String base = prefix.isEmpty() ? mapping : prefix;
      for (Tree member : type.getMembers()) {
        if (member instanceof ClassTree inner) {
          nested.put(inner.getSimpleName().toString(), inner);
        }
      }
      for (Tree member : type.getMembers()) {
        if (member instanceof MethodTree method) {
          setting(method, base);
        }
      }
      return null;
    }

    private void setting(MethodTree method, String base) {
      String key = base + "." + kebab(method.getName().toString());
      String returns = method.getReturnType().toString();
      ClassTree group = nested.get(returns);
      ClassTree each = nested.get(returns.replaceAll("Map<String, (\\w+)>", "$1"));
      if (group != null && group.getKind() == Tree.Kind.INTERFACE) {
        scan(new TreePath(getCurrentPath(), group), key);
      } else if (each != null && each.getKind() == Tree.Kind.INTERFACE) {
        scan(new TreePath(getCurrentPath(), each), key + ".\"…\"");
      } else {
        String comment = docs.getDocComment(new TreePath(getCurrentPath(), method));
        String text = value(method.getModifiers(), "WithDefault");
        rows.put(key, new Row(key, shown(key, text, flat(comment)), sentence(comment)));
      }
    }

    private static String shown(String key, String value, String comment) {
      if (!value.isEmpty()) {
        return "`" + value + "`";
      }
      if (key.contains("…")) {
        return "see below";
      }
      Matcher told = DEFAULT.matcher(comment);
      if (told.find()) {
        return told.group(1);
      }
      return comment.contains("(default: ") || comment.contains("; default: ") ? "" : "none";
    }

    @Override
    public Void visitVariable(VariableTree variable, String prefix) {
      String comment = docs.getDocComment(getCurrentPath());
      if (comment != null) {
        constants.put(variable.getName().toString(), sentence(comment));
      }
      return null;
    }

    private static String value(ModifiersTree modifiers, String annotation) {
      StringBuilder text = new StringBuilder();
      for (AnnotationTree each : modifiers.getAnnotations()) {
        if (each.getAnnotationType().toString().equals(annotation)) {
          for (ExpressionTree argument : each.getArguments()) {
            new TreeScanner<Void, Void>() {
              @Override
              public Void visitLiteral(LiteralTree literal, Void nothing) {
                text.append(literal.getValue());
                return null;
              }
            }.scan(argument, null);
          }
        }
      }
      return text.toString();
    }

    private static String kebab(String name) {
      return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static String sentence(String comment) {
      String first = SENTENCE.matcher(flat(comment)).replaceAll("$1");
      return first.replaceAll("[.]$", "").replace("|", "\\|");
    }

    private static String flat(String comment) {
      assertThat(comment).isNotNull();
      return TAG.matcher(comment.strip().replaceAll("\\s+", " ")).replaceAll("`$1`");
    }
  }
}
