package cafe.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Reads {@code src/test/resources/vectors}: one case a line, fields apart by {@code |}, comment
 * lines by {@code #}.
 */
public final class Vectors {
  private Vectors() {}

  /** The cases of a file, each cut into its fields. */
  public static List<String[]> read(String file) {
    List<String[]> cases =
        text(file)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.split("\\|", -1))
            .toList();
    if (cases.isEmpty()) {
      throw new AssertionError("no cases in " + file);
    }
    return cases;
  }

  /** The whole text of a file. */
  public static String text(String file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  /** The bytes of a file. */
  public static byte[] bytes(String file) {
    return resource("/vectors/" + file);
  }

  /** The bytes of a file in {@code src/test/resources/fixtures}. */
  public static byte[] fixture(String file) {
    return resource("/fixtures/" + file);
  }

  private static byte[] resource(String file) {
    try (InputStream in = Vectors.class.getResourceAsStream(file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes from hexadecimal digits. */
  public static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** Hexadecimal digits of bytes. */
  public static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
