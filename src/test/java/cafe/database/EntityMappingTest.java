package cafe.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Converter;
import jakarta.persistence.Entity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The PostgreSQL unit names its classes in a file; a class forgotten there would be missing. */
@Execution(ExecutionMode.CONCURRENT)
class EntityMappingTest {

  @Test
  void everyEntityAndConverterIsNamedForPostgresql() throws Exception {
    Set<String> inCode =
        new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("cafe")
                .stream()
                .filter(c -> c.isAnnotatedWith(Entity.class) || c.isAnnotatedWith(Converter.class))
                .map(JavaClass::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    Set<String> inFile = new TreeSet<>();
    Matcher matcher =
        Pattern.compile("<(?:entity|converter)\\s+class=\"([^\"]+)\"")
            .matcher(Files.readString(Path.of("src/main/resources/META-INF/orm-pg.xml")));
    while (matcher.find()) {
      inFile.add(matcher.group(1));
    }

    assertThat(inCode).isNotEmpty();
    assertThat(inFile).isEqualTo(inCode);
  }

  /** Both schemas are made by the same steps. */
  @Test
  void everyMigrationIsWrittenForBothDatabases() throws Exception {
    assertThat(migrations("sqlite")).isNotEmpty().isEqualTo(migrations("pg"));
  }

  private static Set<String> migrations(String database) throws Exception {
    try (var files = Files.list(Path.of("src/main/resources/db/migration", database))) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
