package cafe;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Style with numbers: budgets that keep every file readable in one sitting. */
@Execution(ExecutionMode.CONCURRENT)
class TidyTest {

  private static final Path MAIN = Path.of("src/main/java");
  private static final Path TESTS = Path.of("src/test/java");
  private static final int COLUMNS = 100;
  private static final int FILE_LINES = 400;
  private static final int METHOD_LINES = 70;
  private static final int PACKAGE_TYPES = 15;
  private static final int CONSTRUCTOR_DEPENDENCIES = 7;
  private static final int PORT_METHODS = 12;
  private static final int PARAMETERS = 4;

  /** Starts of declarations as the formatter writes them: two or four spaces, then a signature. */
  private static final Pattern DECLARATION =
      Pattern.compile("^( {2}| {4})(?!return|throw|new|else)[\\w@<].*[(].*");

  /** Their ends, which may be some lines below. */
  private static final Pattern SIGNATURE_END =
      Pattern.compile("^.*[)] (throws [\\w., ]+ )?[{]$|^ +throws [\\w., ]+ [{]$");

  private static final Pattern TODO = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
  private static final Pattern TODO_SIGNED =
      Pattern.compile("\\b(TODO|FIXME|XXX)\\(\\w+, \\d{4}-\\d{2}-\\d{2}\\)");

  @Test
  void linesFit() throws IOException {
    List<String> long_ = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        // Long imports and texts that cannot be broken stay as they are.
        if (lines.get(i).length() > COLUMNS && !lines.get(i).startsWith("import ")) {
          long_.add(file + ":" + (i + 1));
        }
      }
    }
    assertThat(long_).as("lines over " + COLUMNS + " columns").isEmpty();
  }

  @Test
  void filesFit() throws IOException {
    Map<Path, Integer> big = new TreeMap<>();
    for (Path file : javaFiles(MAIN)) {
      int lines = Files.readAllLines(file).size();
      if (lines > FILE_LINES) {
        big.put(file, lines);
      }
    }
    assertThat(big).as("main files over " + FILE_LINES + " lines").isEmpty();
  }

  @Test
  void methodsFit() throws IOException {
    List<String> big = new ArrayList<>();
    for (Path file : sources()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        if (startsMethod(lines, i)) {
          int end = endOfBlock(lines, i);
          if (end - i + 1 > METHOD_LINES) {
            big.add(file + ":" + (i + 1) + " has " + (end - i + 1) + " lines");
          }
        }
      }
    }
    assertThat(big).as("methods over " + METHOD_LINES + " lines").isEmpty();
  }

  @Test
  void packagesFit() throws IOException {
    Map<Path, Long> crowded = new TreeMap<>();
    try (Stream<Path> folders = Files.walk(MAIN).filter(Files::isDirectory)) {
      for (Path folder : folders.toList()) {
        try (Stream<Path> files = Files.list(folder)) {
          long types =
              files
                  .map(f -> f.getFileName().toString())
                  .filter(f -> f.endsWith(".java") && !f.equals("package-info.java"))
                  .count();
          if (types > PACKAGE_TYPES) {
            crowded.put(folder, types);
          }
        }
      }
    }
    assertThat(crowded).as("packages with more than " + PACKAGE_TYPES + " types").isEmpty();
  }

  @Test
  void everyPackageExplainsItself() throws IOException {
    List<Path> silent = new ArrayList<>();
    try (Stream<Path> folders = Files.walk(MAIN).filter(Files::isDirectory)) {
      for (Path folder : folders.toList()) {
        try (Stream<Path> files = Files.list(folder)) {
          boolean hasTypes = files.anyMatch(f -> f.toString().endsWith(".java"));
          Path note = folder.resolve("package-info.java");
          if (hasTypes
              && !(Files.exists(note)
                  && Files.readString(note).contains("/**")
                  && Files.readString(note).contains("@NullMarked"))) {
            silent.add(folder);
          }
        }
      }
    }
    assertThat(silent).as("packages without a documented, null-marked package-info").isEmpty();
  }

  @Test
  void everyTypeExplainsItself() throws IOException {
    List<Path> silent = new ArrayList<>();
    for (Path file : javaFiles(MAIN)) {
      String first =
          Files.readAllLines(file).stream()
              .filter(l -> !l.isBlank() && !l.startsWith("package ") && !l.startsWith("import "))
              .findFirst()
              .orElse("");
      if (!first.startsWith("/**")) {
        silent.add(file);
      }
    }
    assertThat(silent).as("types without a word on what they are").isEmpty();
  }

  @Test
  void todosAreSigned() throws IOException {
    List<String> unsigned = new ArrayList<>();
    for (Path file : sources()) {
      if (file.endsWith("TidyTest.java")) {
        continue;
      }
      for (String line : Files.readAllLines(file)) {
        if (TODO.matcher(line).find() && !TODO_SIGNED.matcher(line).find()) {
          unsigned.add(file + ": " + line.strip());
        }
      }
    }
    assertThat(unsigned).as("TODOs without a name and a date").isEmpty();
  }

  @Test
  void noLockIsHeldBySynchronized() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path file : javaFiles(MAIN)) {
      if (Files.readAllLines(file).stream()
          .anyMatch(l -> l.matches(".*\\bsynchronized\\b [({\\w].*"))) {
        found.add(file);
      }
    }
    assertThat(found).as("files that use synchronized").isEmpty();
  }

  @Test
  void signaturesFit() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("cafe");
    List<String> long_ = new ArrayList<>();
    for (JavaClass type : classes) {
      if (isGenerated(type) || type.isRecord() || type.isEnum()) {
        continue;
      }
      type.getConstructors().stream()
          .filter(c -> !type.isAnonymousClass() && !type.isLocalClass())
          .filter(c -> c.getRawParameterTypes().size() > CONSTRUCTOR_DEPENDENCIES)
          .forEach(c -> long_.add(c.getFullName()));
      type.getMethods().stream()
          .filter(m -> isWritten(m) && m.getRawParameterTypes().size() > PARAMETERS)
          .forEach(m -> long_.add(m.getFullName()));
      long methods = type.getMethods().stream().filter(TidyTest::isWritten).count();
      if (type.isInterface() && methods > PORT_METHODS && !isMapping(type)) {
        long_.add(type.getName() + " has " + methods + " methods");
      }
    }
    assertThat(long_)
        .as("constructors over 7, methods over 4 parameters, ports over 12 methods")
        .isEmpty();
  }

  /** Configuration mappings and repositories with generated bodies are lists, not ports. */
  private static boolean isMapping(JavaClass type) {
    return type.isAnnotatedWith("io.smallrye.config.ConfigMapping")
        || type.getEnclosingClass().map(TidyTest::isMapping).orElse(false)
        || type.getPackageName().contains(".store");
  }

  private static boolean isWritten(JavaMethod method) {
    return !method.getName().contains("$")
        && !method.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC)
        // Resources name each query parameter, commands each option, repositories each bound one.
        && method.getAnnotations().stream()
            .map(a -> a.getRawType().getPackageName())
            .noneMatch(p -> p.startsWith("jakarta.ws.rs") || p.startsWith("picocli"))
        && !overridesForeign(method)
        && !method.getOwner().getPackageName().contains(".store");
  }

  /** The parameters of a library's method are the library's choice. */
  private static boolean overridesForeign(JavaMethod method) {
    String[] parameters =
        method.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
    return method.getOwner().getAllRawInterfaces().stream()
        .filter(type -> !type.getPackageName().startsWith("cafe"))
        .anyMatch(type -> type.tryGetMethod(method.getName(), parameters).isPresent());
  }

  private static boolean isGenerated(JavaClass type) {
    return type.getPackageName().contains(".pb")
        || type.getPackageName().startsWith("cafe.client")
        || type.getSimpleName().endsWith("_");
  }

  private static boolean startsMethod(List<String> lines, int at) {
    if (!DECLARATION.matcher(lines.get(at)).matches()) {
      return false;
    }
    String end = lines.stream().skip(at).filter(l -> l.matches(".*[;{}]$")).findFirst().orElse("");
    return SIGNATURE_END.matcher(end).matches();
  }

  private static int endOfBlock(List<String> lines, int start) {
    String first = lines.get(start);
    String end = first.substring(0, first.length() - first.stripLeading().length()) + "}";
    for (int i = start + 1; i < lines.size(); i++) {
      if (lines.get(i).equals(end) || lines.get(i).startsWith(end + " ")) {
        return i;
      }
    }
    return lines.size() - 1;
  }

  private static List<Path> sources() throws IOException {
    List<Path> all = new ArrayList<>(javaFiles(MAIN));
    all.addAll(javaFiles(TESTS));
    return all;
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
    }
  }
}
