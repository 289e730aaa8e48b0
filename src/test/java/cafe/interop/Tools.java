package cafe.interop;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where the programs are that {@code .ci/interop-tools} has built. */
final class Tools {
  private Tools() {}

  private static Path folder() {
    String own = System.getenv("CAFE_INTEROP");
    if (own != null) {
      return Path.of(own);
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    return (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
        .resolve("cafe-interop");
  }

  /** The command that runs the peer on the original's stack. */
  static List<String> oldTextilePeer() {
    return List.of(require("old-textile-peer", "old-textile-peer"));
  }

  /** The command that runs one of the scripts in {@code src/test/interop/js}. */
  static List<String> js(String script) {
    String node = require("js", "js/node_modules/.bin/node");
    return List.of(node, require("js", "js/" + script));
  }

  /** The folder with the TypeScript compiler and the script that uses the generated client. */
  static Path typeScript() {
    return Path.of(require("ts", "ts/node_modules/typescript/bin/tsc"))
        .resolve("../../../..")
        .normalize();
  }

  /** The command that runs Kubo. */
  static List<String> kubo() {
    return List.of(require("kubo", "ipfs"));
  }

  /** The command that runs go-libp2p to measure against. */
  static List<String> goPerf() {
    return List.of(require("go-perf", "go-perf"));
  }

  private static String require(String tool, String file) {
    Path path = folder().resolve(file);
    if (!Files.exists(path)) {
      String sentence = path + " is missing: .ci/interop-tools " + tool + " gets it";
      if ("true".equals(System.getenv("CI"))) {
        fail(sentence);
      }
      abort(sentence);
    }
    return path.toString();
  }
}
