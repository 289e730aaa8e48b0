package cafe.gateway.http.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, 0, 0",
    "bytes=0-, 0, 9",
    "bytes=3-5, 3, 5",
    "Bytes=3-5, 3, 5",
    "bytes= 3-5, 3, 5",
    "bytes=9-, 9, 9",
    "bytes=-1, 9, 9",
    "bytes=-10, 0, 9",
    "bytes=-11, 0, 9",
    "bytes=0-99999999999999999999999999, 0, 9",
    "bytes=-99999999999999999999999999, 0, 9",
  })
  void selects(String header, long first, long last) {
    assertThat(ByteRange.select(header, 10)).isEqualTo(new ByteRange(first, last));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=1",
        "bytes=5-3",
        "bytes=+1-2",
        "bytes=1-2,4-5",
        "bytes=0-0,-1",
        "items=0-1",
        "bytes=0x1-2",
        "bytes=--1",
        "bytes=1-2-3",
        "bytes=٣-٥",
        "bytes=99999999999999999999-1"
      })
  void ignoresWhatItNeedNotUnderstand(String header) {
    assertThat(ByteRange.select(header, 10)).isNull();
  }

  @Test
  void noHeaderSelectsAll() {
    assertThat(ByteRange.select(null, 10)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=10-", "bytes=10-10", "bytes=99999999999999999999999-", "bytes=-0"})
  void refusesWhatLiesOutside(String header) {
    assertThat(fault(header, 10)).isEqualTo(Fault.RANGE_NOT_SATISFIABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-", "bytes=0-0", "bytes=-1"})
  void anEmptyFileHasNoRange(String header) {
    assertThat(fault(header, 0)).isEqualTo(Fault.RANGE_NOT_SATISFIABLE);
  }

  @Property
  void agreesWithASlice(
      @ForAll @IntRange(min = 1, max = 100) int size,
      @ForAll @IntRange(max = 120) int first,
      @ForAll @IntRange(max = 120) int last) {
    String header = "bytes=" + first + "-" + last;
    if (last < first) {
      assertThat(ByteRange.select(header, size)).isNull();
    } else if (first >= size) {
      assertThat(fault(header, size)).isEqualTo(Fault.RANGE_NOT_SATISFIABLE);
    } else {
      ByteRange range = ByteRange.select(header, size);
      assertThat(range).isEqualTo(new ByteRange(first, Math.min(last, size - 1)));
      assertThat(range.length()).isEqualTo(Math.min(last + 1, size) - first);
    }
  }

  private static Fault fault(String header, long size) {
    return catchThrowableOfType(CafeException.class, () -> ByteRange.select(header, size)).fault();
  }
}
