package cafe.ipld.dagpb;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.Cid;
import cafe.ipld.FormatException;
import cafe.ipld.Multihash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

class DagPbTest {
  private static final String THREAD_NODE =
      "122d0a221220a568e404d8eadaec925ac3bc1b36259c0f6d70000d729cd918c46a836f497657"
          + "1205626c6f636b180e"
          + "122f0a22122059948439065f29619ef41280cbb932be52c56d99c5966b65e0111239f098bbef"
          + "1207706172656e74731804"
          + "0a020801";
  private static final String THREAD_JSON =
      "{\"Links\":[{\"Name\":\"block\",\"Hash\":\"QmZULkCELmmk5XNfCgTnCyFgAVxBRBXyDHGGMVoLFLiXEN\","
          + "\"Size\":14},{\"Name\":\"parents\","
          + "\"Hash\":\"QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn\",\"Size\":4}],"
          + "\"Data\":\"\\b\\u0001\"}";
  private static final Cid EMPTY = Cid.v0(Multihash.sha256());

  @Test
  void aThreadNodeOfTheOriginal() {
    PbNode node = ObjectJson.decode(utf8(THREAD_JSON));
    byte[] block = DagPb.encode(node);
    assertThat(hex(block)).isEqualTo(THREAD_NODE);
    assertThat(DagPb.cid(block)).hasToString("QmVCrqLK4hBdXfEKjaPmoMuGNoVLNsRChKgVwVBuxGRGw7");
    assertThat(DagPb.decode(block)).isEqualTo(node);
    assertThat(ObjectJson.encode(node)).isEqualToIgnoringCase(THREAD_JSON);
  }

  @Test
  void linksAreSortedStablyByTheBytesOfTheirNames() {
    // U+1F600 is a surrogate pair: before U+FFFD as UTF-16, behind it as UTF-8
    List<PbLink> links =
        Stream.of("b", "\ud83d\ude00", "a", "\ufffd", "10", "2", "b", "")
            .map(name -> new PbLink(EMPTY, name, 0))
            .toList();
    List<PbLink> sized =
        IntStream.range(0, links.size())
            .mapToObj(i -> new PbLink(EMPTY, links.get(i).name(), i))
            .toList();
    PbNode sorted = DagPb.decode(DagPb.encode(new PbNode(sized, ByteBuffer.allocate(0))));
    assertThat(sorted.links())
        .extracting(PbLink::size)
        .containsExactly(7L, 4L, 5L, 2L, 0L, 6L, 3L, 1L);
  }

  @Property(tries = 200)
  void roundTrip(
      @ForAll @Size(max = 20) @UniqueElements List<String> names,
      @ForAll @LongRange(min = 0) long size,
      @ForAll byte[] data) {
    List<PbLink> links =
        names.stream()
            .map(name -> new String(utf8(name), StandardCharsets.UTF_8))
            .map(name -> new PbLink(EMPTY, name, size))
            .toList();
    PbNode node = DagPb.decode(DagPb.encode(new PbNode(links, ByteBuffer.wrap(data))));
    assertThat(node.links()).containsExactlyInAnyOrderElementsOf(links);
    assertThat(node.data()).isEqualTo(ByteBuffer.wrap(data));
    assertThat(DagPb.decode(DagPb.encode(node))).isEqualTo(node);
  }

  @Test
  void malformedBlocksAreRefused() {
    String link = "12240a22" + hex(EMPTY.bytes());
    assertThat(DagPb.decode(hex("0a00" + link)).links()).hasSize(1);
    for (String bad :
        new String[] {
          "0a",
          "0a05",
          "0a000a00",
          "08",
          "0801",
          "1200",
          "1a00",
          link + "0a00" + link,
          "12021200",
          "1226" + "0a22" + hex(EMPTY.bytes()) + "2000",
          "12241a00",
          "1226" + "1801" + link.substring(4),
          "1228" + link.substring(4) + "1202c328",
          "0affffffff7f"
        }) {
      assertThatThrownBy(() -> DagPb.decode(hex(bad))).as(bad).isInstanceOf(FormatException.class);
    }
    assertThatThrownBy(() -> DagPb.decode(new byte[DagPb.MAX_BLOCK + 1]))
        .isInstanceOf(FormatException.class);
    ByteBuffer large = ByteBuffer.allocate(DagPb.MAX_BLOCK);
    assertThatThrownBy(() -> DagPb.encode(new PbNode(List.of(), large)))
        .isInstanceOf(FormatException.class);
  }

  @Property
  void anyBytesEitherDecodeOrAreRefused(@ForAll byte[] bytes) {
    try {
      assertThat(DagPb.decode(bytes)).isNotNull();
      assertThat(ObjectJson.decode(bytes)).isNotNull();
    } catch (FormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void objectJsonIsReadAsGoReadsIt() {
    String cid = "QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn";
    for (String empty :
        new String[] {
          "{}", "null", " { } trailing", "{\"Links\":null,\"data\":null}", "{}{\"x\":1}"
        }) assertThat(DagPb.encode(ObjectJson.decode(utf8(empty)))).isEmpty();
    PbNode node =
        ObjectJson.decode(
            utf8("{\"LINKS\":[{\"hash\":\"" + cid + "\"}],\"Data\":\"x\",\"data\":\"\\ud800y\"}"));
    assertThat(node.links()).containsExactly(new PbLink(Cid.parse(cid), "", 0));
    assertThat(StandardCharsets.UTF_8.decode(node.data()).toString()).isEqualTo("\ufffdy");
    for (String bad :
        new String[] {
          "",
          "[]",
          "\"x\"",
          "1",
          "{",
          "{\"Links\":{}}",
          "{\"Links\":[1]}",
          "{\"Links\":[{}]}",
          "{\"Data\":1}",
          "{\"X\":1}",
          "{\"Links\":[null]}",
          "{\"hello\":\"world\"}",
          "{\"Links\":[{\"Hash\":\"x\"}]}",
          "{\"Links\":[{\"Hash\":\"" + cid + "\",\"Size\":-1}]}",
          "{\"Links\":[{\"Hash\":\"" + cid + "\",\"Size\":1.5}]}",
          "{\"Links\":[{\"Hash\":\"" + cid + "\",\"Size\":\"1\"}]}",
          "{\"Links\":[{\"Hash\":\"" + cid + "\",\"Size\":99999999999999999999}]}",
          "{\"Links\":[{\"Hash\":\"" + cid + "\",\"More\":1}]}",
          "[".repeat(5000)
        }) {
      assertThatThrownBy(() -> ObjectJson.decode(utf8(bad)))
          .as(bad)
          .isInstanceOf(FormatException.class);
    }
    assertThatThrownBy(() -> ObjectJson.decode(new byte[ObjectJson.MAX + 1]))
        .isInstanceOf(FormatException.class);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
