package cafe.doors;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.Letters;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is as large on a stream as a client may send it, or larger. */
@QuarkusTest
class LargeObjectsTest extends StreamContract {

  /** Sixteen MiB that are encrypted: twelve bytes of a nonce and sixteen of a tag more. */
  @Test
  void anObjectOfSixteenMebibytesIsTaken() throws IOException {
    byte[] file = new byte[16 * 1024 * 1024 + 28];
    new Random(16).nextBytes(file);
    store(file);
    assertThat(lacking(List.of(Letters.id(file)))).isEmpty();
  }

  /** Clients send a file whole; the original's cafes reset the stream above 4 MiB and lost it. */
  @Test
  void aFileThatTheOriginalDidNotTakeIsKept() throws IOException {
    byte[] file = new byte[6_000_000];
    new Random(1).nextBytes(file);
    store(file);
    byte[] letter = new byte[5_000_000];
    client.send(client.sealed(delivery(ada, new String(letter, StandardCharsets.ISO_8859_1))));
    client.assertNothingWasAnswered();
  }
}
