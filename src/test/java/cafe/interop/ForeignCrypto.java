package cafe.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Opens what was sealed with crypto that is not ours: tweetnacl's and Node's. */
public final class ForeignCrypto {
  private ForeignCrypto() {}

  /** The content of a box that was sealed to an Ed25519 key, by its seed. */
  public static byte[] openBox(byte[] seed, byte[] sealed) throws Exception {
    return run("box.js", HexFormat.of().formatHex(seed), sealed);
  }

  /** The content of a file, by the key of its link. */
  public static byte[] openContent(String key, byte[] sealed) throws Exception {
    return run("content.js", key, sealed);
  }

  private static byte[] run(String script, String secret, byte[] input) throws Exception {
    List<String> line = new ArrayList<>(Tools.js(script));
    line.add(secret);
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread writer =
        Thread.startVirtualThread(
            () -> {
              try (OutputStream in = process.getOutputStream()) {
                in.write(input);
              } catch (IOException e) {
                // The script has ended early; its exit status says so.
              }
            });
    byte[] output = process.getInputStream().readAllBytes();
    writer.join();
    assertThat(process.waitFor()).as("exit status of %s", script).isZero();
    return output;
  }
}
