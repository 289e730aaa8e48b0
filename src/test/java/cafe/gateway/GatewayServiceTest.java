package cafe.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cafe.crypto.ContentKey;
import cafe.gateway.dag.FileCursor;
import cafe.ipld.Cid;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayServiceTest {
  private static final ContentKey KEY = ContentKey.generate(new SecureRandom());
  private static final Asker ASKER = new Asker("192.0.2.1", () -> false);
  private static final byte[] PNG = "\u0089PNG\r\n\u001a\n...".getBytes(ISO_8859_1);

  private final FakeBlocks blocks = new FakeBlocks();
  private final Dags dags = new Dags(blocks);
  private final GatewayService service = service(Map.of());

  private GatewayService service(Map<String, String> settings) {
    GatewayConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(GatewayConfig.class)
            .withDefaultValues(settings)
            .withConverter(MemorySize.class, 200, new MemorySizeConverter())
            .withConverter(Duration.class, 200, new DurationConverter())
            .build()
            .getConfigMapping(GatewayConfig.class);
    return new GatewayService(blocks, config, new SecureRandom());
  }

  @Test
  void thePublishedVector() {
    ContentKey key =
        ContentKey.parse("15JkfdNj5rstZ9tyucpAVE72JzKybsHQcXsjSxA1bxmrydHHvtuPkTbcLNe");
    Cid cid = dags.file(key.encrypt("hello cafe\n".getBytes(UTF_8)));
    assertThat(cid).hasToString("QmPVZRS9UaZw6GX19LDnUFk39aD4S2SzeZU54D2ScCH9b6");
    FileContent content = open("/ipfs/" + cid, key);
    assertThat(text(content)).isEqualTo("hello cafe\n");
    assertThat(content.type()).isEqualTo("text/plain; charset=utf-8");
    assertThat(content.opened()).isTrue();
  }

  @Test
  void aPairsMetaTellsTypeAndName() {
    byte[] meta = "{\"media\":\"image/png\",\"name\":\"ä.png\"}".getBytes(UTF_8);
    Cid pair =
        dags.directory(
            Map.of(
                "content", dags.file(KEY.encrypt("not really".getBytes(UTF_8))),
                "meta", dags.file(KEY.encrypt(meta))));
    Cid root = dags.directory(Map.of("0", dags.directory(Map.of("large", pair))));
    FileContent content = open("/ipfs/" + root + "/0/large/content", KEY);
    assertThat(content.type()).isEqualTo("image/png");
    assertThat(content.name()).isEqualTo("ä.png");
    assertThat(open("/ipfs/" + root + "/0/large/meta", KEY).type()).isEqualTo("application/json");
    assertThat(read("/ipfs/" + root + "/0/large/meta").type()).isNotEqualTo("application/json");
  }

  @Test
  void aPlaintextPairsMetaTellsToo() {
    Cid pair =
        dags.directory(Map.of("d", dags.file("x"), "f", dags.file("{\"media\":\"text/css\"}")));
    assertThat(read("/ipfs/" + pair + "/d").type()).isEqualTo("text/css");
    assertThat(read("/ipfs/" + pair + "/f").type()).isEqualTo("application/json");
  }

  @Test
  void aBrokenMetaDoesNoHarm() {
    Cid missing = dags.file("{\"media\":\"text/css\"}");
    Cid pair = dags.directory(Map.of("content", dags.file(PNG), "meta", missing));
    blocks.remove(missing);
    assertThat(read("/ipfs/" + pair + "/content").type()).isEqualTo("image/png");
    Cid big = dags.file(new byte[200_000]);
    Cid other = dags.directory(Map.of("content", dags.file(PNG), "meta", big));
    assertThat(read("/ipfs/" + other + "/content").type()).isEqualTo("image/png");
    Cid three =
        dags.directory(Map.of("content", dags.file(PNG), "meta", missing, "more", dags.file("")));
    assertThat(read("/ipfs/" + three + "/content").type()).isEqualTo("image/png");
  }

  @Test
  void namesTellTypesBeforeBytesDo() {
    Cid directory = dags.directory(Map.of("a.css", dags.file("<html> "), "b", dags.file(PNG)));
    assertThat(read("/ipfs/" + directory + "/a.css").type()).startsWith("text/css");
    assertThat(read("/ipfs/" + directory + "/b").type()).isEqualTo("image/png");
  }

  @Test
  void oldSpellingsOfAvatars() {
    Cid pair = dags.directory(Map.of("d", dags.file("small"), "f", dags.file("{}")));
    Cid root = dags.directory(Map.of("0", dags.directory(Map.of("small", pair))));
    String base = "/ipfs/" + root + "/0/small/";
    for (String name :
        new String[] {"d", "content", "content.jpg", "d.jpeg", "content/", "d.a.b"}) {
      assertThat(text(read(base + name))).as(name).isEqualTo("small");
    }
    assertThat(text(read(base + "meta.json"))).isEqualTo("{}");
    assertThat(fault("/ipfs/" + root + "/0.jpg/small/d")).isEqualTo(Fault.NOT_FOUND);
    assertThat(fault(base + "contents.jpg")).isEqualTo(Fault.NOT_FOUND);
    assertThat(fault(base + "content.jpg/x")).isEqualTo(Fault.NOT_FOUND);
  }

  @Test
  void theExactNameWins() {
    Cid directory =
        dags.directory(
            Map.of("content.jpg", dags.file("a"), "content", dags.file("b"), "d", dags.file("c")));
    assertThat(text(read("/ipfs/" + directory + "/content.jpg"))).isEqualTo("a");
    assertThat(text(read("/ipfs/" + directory + "/content.png"))).isEqualTo("b");
    assertThat(text(read("/ipfs/" + directory + "/d"))).isEqualTo("c");
  }

  @Test
  void whatIsNotThere() {
    Cid file = dags.file("x");
    Cid gone = dags.file("gone");
    Cid directory = dags.directory(Map.of("x", file, "gone", gone));
    blocks.remove(gone);
    assertThat(fault("/ipfs/" + gone)).isEqualTo(Fault.NOT_FOUND);
    assertThat(fault("/ipfs/" + directory + "/gone")).isEqualTo(Fault.NOT_FOUND);
    assertThat(fault("/ipfs/" + directory + "/y")).isEqualTo(Fault.NOT_FOUND);
    assertThat(fault("/ipfs/" + file + "/x")).isEqualTo(Fault.NOT_FOUND);
    Cid symlink = dags.node(Dags.concat(Dags.number(1, 4), Dags.field(2, "x".getBytes(UTF_8))));
    assertThat(fault("/ipfs/" + symlink)).isEqualTo(Fault.NOT_FOUND);
    assertThat(fault("/ipfs/" + blocks.put("no node".getBytes(UTF_8)))).isEqualTo(Fault.NOT_FOUND);
    Cid cbor = Cid.v1(Cid.DAG_CBOR, blocks.put(new byte[] {1}).multihash());
    assertThat(fault("/ipfs/" + cbor)).isEqualTo(Fault.NOT_FOUND);
  }

  @Test
  void listsDirectories() {
    Cid lost = dags.file("lost");
    Cid directory =
        dags.directory(
            Map.of("a", dags.file(new byte[1234]), "b", dags.directory(Map.of()), "c", lost));
    blocks.remove(lost);
    Found found = service.find(ContentPath.parse("/ipfs/" + directory));
    Listing listing = service.list((Found.Directory) found);
    assertThat(listing.entries())
        .extracting(e -> e.name() + " " + e.kind() + " " + e.size())
        .containsExactly("a FILE 1234", "b DIRECTORY 0", "c UNKNOWN 1");
  }

  /** Any range of an opened file is the slice of its plain bytes. */
  @Property(tries = 60)
  void readsEveryRangeOfAnOpenedFile(
      @ForAll @IntRange(max = 300_000) int size,
      @ForAll @IntRange(min = 1000, max = 50_000) int chunk,
      @ForAll Random random) {
    byte[] plain = new byte[size];
    random.nextBytes(plain);
    Cid cid = dags.file(KEY.encrypt(plain), chunk, 3).cid();
    FileContent content = open("/ipfs/" + cid, KEY);
    assertThat(content.size()).isEqualTo(size);
    int first = random.nextInt(size + 1);
    byte[] part = new byte[random.nextInt(size - first + 1)];
    try (FileCursor cursor = content.reader().at(first)) {
      int half = part.length / 2;
      cursor.read(ByteBuffer.wrap(part, 0, half));
      cursor.rest();
      cursor.read(ByteBuffer.wrap(part, half, part.length - half));
    }
    assertThat(part).isEqualTo(Arrays.copyOfRange(plain, first, first + part.length));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 70_000, 5_000_000})
  void noByteOfAForgedFileComesOut(int size) {
    byte[] sealed = KEY.encrypt(new byte[size]);
    Random random = new Random(size);
    for (int at : new int[] {0, random.nextInt(sealed.length), sealed.length - 1}) {
      byte[] forged = sealed.clone();
      forged[at] ^= 1;
      assertThat(wrong(dags.file(forged), KEY)).isEqualTo(Fault.KEY_WRONG);
    }
    byte[] cut = Arrays.copyOf(sealed, sealed.length - 1);
    assertThat(wrong(dags.file(cut), KEY)).isEqualTo(Fault.KEY_WRONG);
  }

  @Test
  void aVerifiedFileIsNotReadAgain() {
    Cid cid = dags.file(KEY.encrypt(new byte[3_000_000]));
    open("/ipfs/" + cid, KEY);
    long before = blocks.reads.get();
    FileContent again = open("/ipfs/" + cid, KEY);
    try (FileCursor cursor = again.reader().at(2_999_999)) {
      cursor.read(ByteBuffer.allocate(1));
    }
    // the first bytes for the type, the last for the reader
    assertThat(blocks.reads.get() - before).isLessThanOrEqualTo(3);
    ContentKey other = ContentKey.generate(new SecureRandom());
    assertThat(wrong(cid, other)).isEqualTo(Fault.KEY_WRONG);
    assertThat(wrong(dags.file("short"), KEY)).isEqualTo(Fault.KEY_WRONG);
  }

  @Test
  void limits() {
    Cid cid = dags.file(KEY.encrypt(new byte[100_000]));
    Found.File found = (Found.File) service.find(ContentPath.parse("/ipfs/" + cid));
    Asker gone = new Asker("192.0.2.2", () -> true);
    assertThat(fault(() -> service.open(found, KEY, gone))).isEqualTo(Fault.TIMEOUT);
    GatewayService small = service(Map.of("cafe.gateway.max-sealed-size", "100000"));
    assertThat(fault(() -> small.open(found, KEY, ASKER))).isEqualTo(Fault.TOO_LARGE);
    GatewayService closed = service(Map.of("cafe.gateway.decrypt", "false"));
    assertThat(fault(() -> closed.open(found, KEY, ASKER))).isEqualTo(Fault.FORBIDDEN);
  }

  private FileContent read(String path) {
    return service.read((Found.File) service.find(ContentPath.parse(path)));
  }

  private FileContent open(String path, ContentKey key) {
    Found.File found = (Found.File) service.find(ContentPath.parse(path));
    return service.open(found, key, ASKER);
  }

  private static String text(FileContent content) {
    byte[] bytes = new byte[(int) content.size()];
    try (FileCursor cursor = content.reader().at(0)) {
      cursor.read(ByteBuffer.wrap(bytes));
    }
    return new String(bytes, UTF_8);
  }

  private Fault wrong(Cid cid, ContentKey key) {
    return fault(() -> open("/ipfs/" + cid, key));
  }

  private Fault fault(String path) {
    return fault(() -> read(path));
  }

  private static Fault fault(Runnable call) {
    return catchThrowableOfType(CafeException.class, call::run).fault();
  }
}
