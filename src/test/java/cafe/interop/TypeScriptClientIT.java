package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.RawHttp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The TypeScript client that is generated from the contract compiles without a complaint of the
 * strict compiler, and registers with a cafe, by Node's own crypto.
 */
@Tag("interop")
class TypeScriptClientIT {

  /** Where the build puts the generated client. */
  private static final Path CLIENT = Path.of("target", "typescript-client");

  @TempDir Path folder;

  @Test
  void itCompilesAndRegisters() throws Exception {
    Path tools = Tools.typeScript();
    copy(CLIENT, folder.resolve("client"), ".ts");
    Files.copy(tools.resolve("register.ts"), folder.resolve("register.ts"));
    Files.copy(tools.resolve("tsconfig.json"), folder.resolve("tsconfig.json"));
    Files.createSymbolicLink(folder.resolve("node_modules"), tools.resolve("node_modules"));
    String complaints = run(List.of("node", "node_modules/typescript/bin/tsc", "--project", "."));
    assertThat(complaints).isEmpty();
    try (CafeProcess cafe = new CafeProcess(folder.resolve("data"))) {
      String line =
          run(List.of("node", "register.js", cafe.url().toString(), cafe.token())).strip();
      JsonNode registered = new ObjectMapper().readTree(line);
      String peer = registered.path("peer").asText();
      assertThat(registered.path("devices")).hasSize(1);
      assertThat(registered.path("devices").path(0).asText()).isEqualTo(peer);
      String credentials = "Authorization: Bearer " + registered.path("access").asText();
      String devices =
          RawHttp.exchange(cafe.url(), RawHttp.head("GET", "/cafe/v1/devices", credentials));
      assertThat(RawHttp.status(devices)).isEqualTo(200);
      assertThat(RawHttp.body(devices)).contains(peer);
    }
  }

  private static void copy(Path from, Path to, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(each -> each.toString().endsWith(ending)).toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private String run(List<String> line) throws Exception {
    Process process =
        new ProcessBuilder(new ArrayList<>(line))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s said: %s", line, output).isZero();
    return output;
  }
}
