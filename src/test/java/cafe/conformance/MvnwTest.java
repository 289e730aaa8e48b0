package cafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code mvnw} on machines that have an old JDK first, an old Maven, or none. The machine is a path
 * of commands made for the test; its {@code curl} answers what the test lays out.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it is a script of sh")
class MvnwTest {
  private static final List<String> TOOLS =
      List.of(
          "sh",
          "sed",
          "sort",
          "head",
          "cut",
          "mkdir",
          "dirname",
          "mktemp",
          "rm",
          "mv",
          "tar",
          "gzip",
          "sha256sum",
          "shasum",
          "cat",
          "cp");
  private static final String MAVEN =
      """
      #!/bin/sh
      if [ "$1" = -v ]; then echo "Apache Maven %s (build)"; exit; fi
      echo "%s ran $* on $JAVA_HOME"
      """;

  @TempDir Path machine;
  private Path commands;
  private Path home;

  @BeforeEach
  void furnish() throws IOException {
    commands = Files.createDirectory(machine.resolve("bin"));
    home = Files.createDirectory(machine.resolve("home"));
    for (String tool : TOOLS) {
      for (String folder : System.getenv("PATH").split(":")) {
        Path found = Path.of(folder, tool);
        if (Files.isExecutable(found) && !Files.exists(commands.resolve(tool))) {
          Files.createSymbolicLink(commands.resolve(tool), found);
        }
      }
    }
  }

  @Test
  void anInstalledMavenRunsOnJdk25ThoughAnOlderIsNamed() throws Exception {
    program(commands.resolve("mvn"), MAVEN.formatted("3.8.7", "installed"));
    Path old = jdk("old", "17.0.12");
    jdk("home/.jdks/new", "25.0.1");
    Run run = mvnw(Path.of("mvnw"), old, "-q", "verify");
    assertThat(run.code()).as(run.text()).isZero();
    assertThat(run.text()).contains("installed ran -q verify on ").doesNotContain(old.toString());
    Path chosen = Path.of(run.text().strip().replaceAll(".* on ", ""));
    assertThat(Files.readString(chosen.resolve("release"))).contains("JAVA_VERSION=\"25");
  }

  @Test
  void whereMavenIsTooOldThePinnedOneComesFromApacheAndIsKept() throws Exception {
    program(commands.resolve("mvn"), MAVEN.formatted("3.8.6", "installed"));
    Path archive = archive();
    curl(archive);
    Path pinned = pinnedTo(archive);
    for (int i = 0; i < 2; i++) {
      Run run = mvnw(pinned, jdk("jdk" + i, "25.0.1"), "verify");
      assertThat(run.code()).as(run.text()).isZero();
      assertThat(run.text()).contains("downloaded ran verify on ");
    }
    assertThat(Files.readAllLines(machine.resolve("asked")))
        .singleElement()
        .asString()
        .matches(
            "https://archive\\.apache\\.org/dist/maven/maven-3/([0-9.]+)/binaries/"
                + "apache-maven-\\1-bin\\.tar\\.gz");
  }

  @Test
  void anotherArchiveThanThePinnedOneIsNotUnpacked() throws Exception {
    curl(archive());
    Run run = mvnw(Path.of("mvnw"), jdk("jdk", "25.0.1"), "verify");
    assertThat(run.code()).isNotZero();
    assertThat(run.text()).contains("wrong checksum").doesNotContain("downloaded ran");
    try (Stream<Path> left = Files.walk(home)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void withoutMavenAndWithoutADownloaderItSaysWhatItNeeds() throws Exception {
    Run run = mvnw(Path.of("mvnw"), jdk("jdk", "25.0.1"), "verify");
    assertThat(run.code()).isNotZero();
    assertThat(run.text()).contains("needs Maven 3.8.7 or newer, or curl or wget");
  }

  /** A folder that looks like a JDK. */
  private Path jdk(String name, String version) throws IOException {
    Path jdk = machine.resolve(name);
    program(jdk.resolve("bin/javac"), "#!/bin/sh\n");
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return jdk;
  }

  /** An archive of a Maven that says that it was downloaded. */
  private Path archive() throws Exception {
    String version = constant("MAVEN_PINNED");
    Path maven = machine.resolve("archive/apache-maven-" + version);
    program(maven.resolve("bin/mvn"), MAVEN.formatted(version, "downloaded"));
    Path file = machine.resolve("maven.tar.gz");
    Process tar =
        new ProcessBuilder(
                "tar", "-czf", file.toString(), "-C", machine.resolve("archive").toString(), ".")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    return file;
  }

  private void curl(Path answer) throws IOException {
    program(
        commands.resolve("curl"),
        """
        #!/bin/sh
        while [ $# -gt 1 ]; do
          if [ "$1" = -o ]; then cp '%s' "$2"; shift; fi
          shift
        done
        echo "$1" >> '%s'
        """
            .formatted(answer, machine.resolve("asked")));
  }

  /** The script with the checksum of another archive. */
  private Path pinnedTo(Path archive) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(archive));
    String script = Files.readString(Path.of("mvnw"));
    String pinned = script.replace(constant("MAVEN_SHA256"), HexFormat.of().formatHex(hash));
    assertThat(pinned).isNotEqualTo(script);
    return program(machine.resolve("mvnw"), pinned);
  }

  private static String constant(String name) throws IOException {
    return Files.readString(Path.of("mvnw")).replaceAll("(?s).*\n" + name + "=(\\S+)\n.*", "$1");
  }

  private static Path program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private record Run(int code, String text) {}

  private Run mvnw(Path script, Path javaHome, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(commands.resolve("sh").toString());
    builder.command().add(script.toAbsolutePath().toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().clear();
    builder.environment().put("PATH", commands.toString());
    builder.environment().put("HOME", home.toString());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    Process process = builder.redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), text);
  }
}
