package cafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.Vectors;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The table of vectors names each file, and tests that exist and are run. */
class VectorTableTest {
  private static final Path FOLDER = Path.of("src/test/resources/vectors");
  private static final Pattern TEST = Pattern.compile("`(cafe[\\w.]+)#(\\w+)`");
  private static final Pattern FILE = Pattern.compile("`(\\w+\\.\\w+)`");

  @Test
  void everyFileIsNamed() throws IOException {
    Set<String> named = new TreeSet<>();
    rows().forEach(row -> FILE.matcher(row).results().forEach(file -> named.add(file.group(1))));
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(named)
          .isEqualTo(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(file -> !file.equals("README.md"))
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void everyTestThatIsNamedIsOne() throws ClassNotFoundException {
    List<String> missing = new ArrayList<>();
    for (String row : rows()) {
      Matcher test = TEST.matcher(row);
      assertThat(test.find()).as(row).isTrue();
      Class<?> type =
          Class.forName(test.group(1), false, Thread.currentThread().getContextClassLoader());
      boolean there =
          Arrays.stream(type.getDeclaredMethods())
              .anyMatch(method -> method.getName().equals(test.group(2)) && isTest(method));
      if (!there) {
        missing.add(test.group());
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class)
        || method.isAnnotationPresent(Property.class);
  }

  private static List<String> rows() {
    List<String> rows =
        Vectors.text("README.md").lines().filter(line -> line.startsWith("| ")).skip(1).toList();
    assertThat(rows).hasSizeGreaterThan(30);
    return rows;
  }
}
