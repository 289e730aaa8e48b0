package cafe.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.Varint;
import cafe.testkit.Letters;
import cafe.wire.Frames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The outbox of the original's clients: a batch ends at the first object that is not taken, and
 * what was in five batches that ended so is dropped, sent or not.
 */
abstract class UnsentObjectsContract extends StreamContract {

  /** One that is longer than a request may be stands first, and takes no other with it. */
  @Test
  void anObjectThatIsTooLongCostsOnlyItself() throws IOException {
    byte[] tooLong = ("too long to be sent to " + ada.peer()).getBytes(StandardCharsets.UTF_8);
    byte[] one = ("one of " + ada.peer()).getBytes(StandardCharsets.UTF_8);
    byte[] two = ("two of " + ada.peer()).getBytes(StandardCharsets.UTF_8);
    List<String> batch = List.of(Letters.id(tooLong), Letters.id(one), Letters.id(two));
    assertThat(lacking(batch)).containsExactlyElementsOf(batch);
    client.stream().output().write(Varint.encode(Frames.MAX_REQUEST + 1));
    assertThatThrownBy(client::next).isInstanceOf(IOException.class);
    client.reopen();
    assertThat(lacking(batch)).containsExactly(batch.get(1), batch.get(2), batch.get(0));
    store(one);
    store(two);
    assertThat(lacking(batch)).containsExactly(batch.get(0));
  }
}
