package cafe.wire;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Base58;
import cafe.ipld.OriginalWords;
import cafe.kernel.Address;
import cafe.kernel.CafeException;
import cafe.testkit.Vectors;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Refusals in the words of the libraries that the original was built with. */
@Execution(ExecutionMode.CONCURRENT)
class OriginalWordsTest {

  @Test
  void wordsOfTheOriginalsLibraries() {
    SoftAssertions soft = new SoftAssertions();
    for (String[] line : Vectors.read("original_words.txt")) {
      String text = line[1].translateEscapes();
      Optional<String> words =
          switch (line[0]) {
            case "peer" -> OriginalWords.ofPeerId(text);
            case "cid" -> OriginalWords.ofCid(text);
            case "address" -> ofAddress(text);
            case "envelope" ->
                OriginalProtobuf.of(
                    ByteBuffer.wrap(Vectors.hex(line[1])), OriginalProtobuf.ENVELOPE);
            default -> throw new AssertionError(line[0]);
          };
      soft.assertThat(words.orElse("")).as(line[0] + " " + line[1]).isEqualTo(line[2]);
    }
    soft.assertAll();
  }

  private static Optional<String> ofAddress(String text) {
    try {
      Address unused = Address.parse(text);
      return Optional.empty();
    } catch (CafeException e) {
      return Optional.of(e.wireText());
    }
  }

  @Test
  void nothingOfLongTextsComesBack() {
    assertThat(OriginalWords.ofPeerId("x".repeat(5_000))).isEmpty();
    assertThat(OriginalWords.ofCid("z" + "x".repeat(5_000))).isEmpty();
    assertThat(OriginalWords.ofCid("b" + "a".repeat(5_000)).orElse("")).hasSizeLessThan(100);
    assertThat(OriginalWords.ofCid(Base58.encode(new byte[40])).orElse("")).hasSizeLessThan(100);
  }
}
