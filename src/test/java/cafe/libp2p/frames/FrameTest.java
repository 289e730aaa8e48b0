package cafe.libp2p.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.libp2p.protobuf.ProtobufWriter;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class FrameTest {
  private static final int MAX = 1 << 20;

  @Property(tries = 300)
  void writesWhatTheLibraryWrites(
      @ForAll @Size(max = 20) List<Long> numbers,
      @ForAll @Size(max = 5) List<@Size(max = 9000) byte[]> values)
      throws IOException {
    ProtobufWriter nested = new ProtobufWriter();
    ByteArrayOutputStream expectedNested = new ByteArrayOutputStream();
    CodedOutputStream library = CodedOutputStream.newInstance(expectedNested);
    for (long number : numbers) {
      nested.varint(7, number);
      library.writeInt64(7, number);
    }
    for (byte[] value : values) {
      nested.bytes(300, value);
      library.writeByteArray(300, value);
    }
    library.flush();
    assertThat(nested.size()).isEqualTo(expectedNested.size());
    assertThat(nested.toByteArray()).isEqualTo(expectedNested.toByteArray());

    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    library = CodedOutputStream.newInstance(expected);
    library.writeByteArray(2, expectedNested.toByteArray());
    library.flush();
    ProtobufWriter outer = new ProtobufWriter().message(2, nested);
    assertThat(outer.toByteArray()).isEqualTo(expected.toByteArray());

    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    outer.writeTo(frame, () -> {});
    ByteArrayOutputStream delimited = new ByteArrayOutputStream();
    library = CodedOutputStream.newInstance(delimited);
    library.writeByteArrayNoTag(expected.toByteArray());
    library.flush();
    assertThat(frame.toByteArray()).isEqualTo(delimited.toByteArray());
  }

  @Property(tries = 300)
  void readsBackWhatWasWritten(
      @ForAll @Size(max = 8) List<@Size(max = 70_000) byte[]> values,
      @ForAll @IntRange(min = 1, max = 5000) int piece)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] value : values) {
      ProtobufWriter nested = new ProtobufWriter().bytes(1, value).varint(9, 5);
      new ProtobufWriter()
          .string(3, "skipped")
          .message(4, nested)
          .bool(5, true)
          .writeTo(out, () -> {});
    }
    FrameReader reader = new FrameReader(inPieces(out.toByteArray(), piece));
    for (byte[] value : values) {
      assertThat(reader.nextFrame(MAX)).isTrue();
      assertThat(reader.nextField()).isTrue();
      assertThat(reader.field()).isEqualTo(3);
      assertThat(reader.nextField()).isTrue();
      assertThat(reader.field()).isEqualTo(4);
      int outer = reader.enter();
      assertThat(reader.nextField()).isTrue();
      assertThat(reader.bytes(MAX, MemoryBudget.FREE)).isEqualTo(value);
      reader.leave(outer);
      assertThat(reader.nextField()).isTrue();
      assertThat(reader.bool()).isTrue();
      assertThat(reader.nextField()).isFalse();
    }
    assertThat(reader.nextFrame(MAX)).isFalse();
  }

  @Property(tries = 2000)
  void refusesRubbishInOrder(@ForAll @Size(max = 200) byte[] rubbish) {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(rubbish));
    try {
      while (reader.nextFrame(MAX)) {
        walk(reader, 0);
      }
    } catch (MalformedFrameException | EOFException e) {
      assertThat(e).hasMessageNotContaining("null");
    } catch (IOException e) {
      throw new AssertionError("neither malformed nor cut off", e);
    }
  }

  private static void walk(FrameReader reader, int depth) throws IOException {
    while (reader.nextField()) {
      switch ((reader.field() + depth) % 4) {
        case 0 -> reader.bytes(64);
        case 1 -> reader.varint();
        case 2 -> {
          int outer = reader.enter();
          walk(reader, depth + 1);
          reader.leave(outer);
        }
        default -> {}
      }
    }
  }

  @Test
  void leavesNestedMessagesThatWereNotReadToTheEnd() throws IOException {
    ProtobufWriter nested = new ProtobufWriter().bytes(1, new byte[10_000]).varint(2, 1);
    FrameReader reader = reader(new ProtobufWriter().message(1, nested).varint(2, 77));
    reader.nextField();
    int outer = reader.enter();
    reader.nextField();
    reader.leave(outer);
    assertThat(reader.nextField()).isTrue();
    assertThat(reader.varint()).isEqualTo(77);
  }

  @Test
  void refusesFramesOverTheLimitBeforeReadingThem() {
    FrameReader reader = new FrameReader(new ByteArrayInputStream(new byte[] {-128, -128, 64}));
    assertThatThrownBy(() -> reader.nextFrame(MAX - 1)).isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void refusesFieldsThatReachBeyondTheirMessage() throws IOException {
    // a nested message of two bytes whose field claims five, inside a longer frame
    byte[] frame = {9, 0x0a, 2, 0x0a, 5, 0, 0, 0, 0, 0};
    FrameReader reader = new FrameReader(new ByteArrayInputStream(frame));
    reader.nextFrame(MAX);
    reader.nextField();
    int unused = reader.enter();
    assertThatThrownBy(reader::nextField).isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void aLengthAloneBuysNoMemory() throws IOException {
    MemoryBudget budget = new MemoryBudget(MAX);
    byte[] start = {-128, -128, 60, 0x0a, -128, -128, 56, 1, 2, 3};
    FrameReader reader = new FrameReader(new ByteArrayInputStream(start));
    reader.nextFrame(MAX);
    reader.nextField();
    try (MemoryBudget.Lease lease = budget.lease(() -> {})) {
      assertThat(reader.length()).isGreaterThan(900_000);
      assertThatThrownBy(() -> reader.bytes(MAX, lease)).isInstanceOf(EOFException.class);
      assertThat(budget.used()).isLessThanOrEqualTo(16 * 1024);
    }
    assertThat(budget.used()).isZero();
  }

  private static FrameReader reader(ProtobufWriter message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(out, () -> {});
    FrameReader reader = new FrameReader(new ByteArrayInputStream(out.toByteArray()));
    assertThat(reader.nextFrame(MAX)).isTrue();
    return reader;
  }

  private static InputStream inPieces(byte[] bytes, int piece) {
    return new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length)) {
      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(length, piece));
      }
    };
  }
}
