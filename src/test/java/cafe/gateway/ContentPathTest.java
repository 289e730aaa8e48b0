package cafe.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentPathTest {
  private static final String V0 = "QmPVZRS9UaZw6GX19LDnUFk39aD4S2SzeZU54D2ScCH9b6";
  private static final String V1 = "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";

  @Test
  void readsBothVersionsOfCids() {
    assertThat(ContentPath.parse("/ipfs/" + V0).root().version()).isZero();
    assertThat(ContentPath.parse("/ipfs/" + V1 + "/a").root().version()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', false",
    "/, '', true",
    "/a/b, a|b, false",
    "/a/b/, a|b, true",
    "//a///b, a|b, false",
    "/./a/./b/., a|b, true",
    "/a/../b, b, false",
    "/a/%2e%2E/b, b, false",
    "/a%20b/%C3%A4, a b|ä, false",
    "/ä, ä, false",
    "/a%25b, a%b, false",
    "/..., ..., false",
    "/a%2Fb%2fc, a|b|c, false",
    "/a%2F, a, true",
    "/a%2F..%2fb, b, false",
    "/a%252Fb, a%2Fb, false",
  })
  void namesAreDecoded(String tail, String names, boolean slash) {
    ContentPath path = ContentPath.parse("/ipfs/" + V0 + tail);
    assertThat(String.join("|", path.segments())).isEqualTo(names);
    assertThat(path.trailingSlash()).isEqualTo(slash);
    assertThat(path.spelling()).isEqualTo(V0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/a/../..",
        "/a/%2e%2e/%2e%2e/b",
        "/a%2F..%2F..%2Fb",
        "/%00",
        "/a%",
        "/a%2",
        "/a%zz",
        "/a%+1",
        "/%ff",
        "/%c3",
        "/%ed%a0%80",
        "/%c0%af"
      })
  void refusesTricks(String tail) {
    assertThat(fault("/ipfs/" + V0 + tail)).isEqualTo(Fault.REQUEST_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Qm", "nonsense", "%20", "QmPVZRS9UaZw6GX19LDnUFk39aD4S2SzeZU54D2ScCH9b"})
  void refusesWhatIsNoCid(String cid) {
    assertThat(fault("/ipfs/" + cid)).isEqualTo(Fault.CID_INVALID);
  }

  @Test
  void refusesEmptyLongAndDeep() {
    assertThat(fault("/ipfs/")).isEqualTo(Fault.REQUEST_MALFORMED);
    assertThat(fault("/ipfs//")).isEqualTo(Fault.REQUEST_MALFORMED);
    assertThat(fault("/ipns/" + V0)).isEqualTo(Fault.REQUEST_MALFORMED);
    assertThat(fault("/ipfs/" + V0 + "/" + "a".repeat(4096))).isEqualTo(Fault.REQUEST_MALFORMED);
    assertThat(fault("/ipfs/" + V0 + "/a".repeat(65))).isEqualTo(Fault.REQUEST_MALFORMED);
    assertThat(ContentPath.parse("/ipfs/" + V0 + "/a".repeat(64)).segments()).hasSize(64);
  }

  @Test
  void knowsItsNeighbours() {
    ContentPath path = ContentPath.parse("/ipfs/" + V0 + "/0/large/content");
    assertThat(path.name()).isEqualTo("content");
    assertThat(path.parent().encoded()).isEqualTo("/ipfs/" + V0 + "/0/large");
    assertThat(path.sibling("meta").encoded()).isEqualTo("/ipfs/" + V0 + "/0/large/meta");
    ContentPath root = ContentPath.parse("/ipfs/" + V0);
    assertThat(root.parent()).isEqualTo(root);
    assertThat(root.name()).isEmpty();
  }

  /** What the gateway writes into links and headers, it reads back, and no header breaks. */
  @Property(tries = 300)
  void encodedPathsComeBack(@ForAll @Size(max = 4) List<String> words) {
    List<String> names =
        words.stream()
            .map(w -> w.replaceAll("[/\\u0000\\uD800-\\uDFFF]", ""))
            .filter(w -> !w.isEmpty() && w.length() < 90 && !w.equals(".") && !w.equals(".."))
            .collect(Collectors.toList());
    ContentPath path = ContentPath.parse("/ipfs/" + V0);
    for (String name : names) {
      path = path.child(name);
    }
    assertThat(path.encoded()).matches("[\\x21-\\x7e]+");
    assertThat(ContentPath.parse(path.encoded()).segments()).isEqualTo(names);
  }

  private static Fault fault(String path) {
    return catchThrowableOfType(CafeException.class, () -> ContentPath.parse(path)).fault();
  }
}
