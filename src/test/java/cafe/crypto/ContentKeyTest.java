package cafe.crypto;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.FormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ContentKeyTest {
  private static final String TEXT = "15JkfdNj5rstZ9tyucpAVE72JzKybsHQcXsjSxA1bxmrydHHvtuPkTbcLNe";
  private static final ContentKey KEY = ContentKey.parse(TEXT);

  @Test
  void encryptsAsTheOriginalDoes() throws DecryptionException {
    check("yoyoyoyo!", "ab55df1f15f763613bb560f2f0861cac5899dc9e0dca714b22");
    check("hello cafe\n", "ba5fca1c03b8796f7c194880874540ecced2ca8e0162ded8f01e0e");
    assertThat(KEY.text()).isEqualTo(TEXT);
  }

  private static void check(String plain, String sealed) throws DecryptionException {
    byte[] bytes = plain.getBytes(StandardCharsets.UTF_8);
    assertThat(hex(KEY.encrypt(bytes))).isEqualTo(sealed);
    assertThat(KEY.decrypt(hex(sealed))).isEqualTo(bytes);
  }

  @Property(tries = 60)
  void memoryAndStreamAgree(@ForAll @IntRange(max = 300_000) int length)
      throws IOException, DecryptionException {
    byte[] plain = random(length);
    byte[] sealed = KEY.encrypt(plain);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    KEY.encrypt(new ByteArrayInputStream(plain), out);
    assertThat(out.toByteArray()).isEqualTo(sealed);
    assertThat(KEY.decrypt(sealed)).isEqualTo(plain);
    KEY.verify(new Dribble(sealed), sealed.length);
  }

  @Property(tries = 100)
  void aReaderStartsAnywhere(
      @ForAll @IntRange(max = 200_000) int length, @ForAll @IntRange(max = 200_000) int at) {
    byte[] plain = random(length);
    byte[] sealed = KEY.encrypt(plain);
    int start = Math.min(at, length);
    byte[] rest = Arrays.copyOfRange(sealed, start, length);
    ContentKey.Reader reader = KEY.reader(start);
    int half = rest.length / 3;
    reader.decrypt(rest, 0, half);
    reader.decrypt(rest, half, rest.length - half);
    assertThat(rest).isEqualTo(Arrays.copyOfRange(plain, start, length));
  }

  @Test
  void countersOfLateBlocksAreThoseOfGcm() throws Exception {
    // block 2^31 has the counter 2^31 + 2, negative as an int
    long offset = (1L << 35) + 5;
    byte[] stream = new byte[27];
    KEY.reader(offset).decrypt(stream, 0, stream.length);
    Cipher ecb = Cipher.getInstance("AES/ECB/NoPadding");
    ecb.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY.bytes(), 0, 32, "AES"));
    byte[] counters = hex("202122232425262728292a2b80000002202122232425262728292a2b80000003");
    assertThat(stream).isEqualTo(Arrays.copyOfRange(ecb.doFinal(counters), 5, 32));
    assertThatThrownBy(() -> KEY.reader(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KEY.reader(1L << 36)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property(tries = 60)
  void anyChangeIsNoticed(@ForAll @IntRange(max = 150_000) int length, @ForAll int flip) {
    byte[] sealed = KEY.encrypt(random(length));
    sealed[Math.floorMod(flip, sealed.length)] ^= 4;
    assertThatThrownBy(() -> KEY.decrypt(sealed)).isInstanceOf(DecryptionException.class);
    assertThatThrownBy(() -> KEY.verify(new ByteArrayInputStream(sealed), sealed.length))
        .isInstanceOf(DecryptionException.class);
  }

  @Test
  void wrongLengthsAreNoticed() {
    byte[] sealed = KEY.encrypt(random(100_000));
    byte[] shorter = Arrays.copyOf(sealed, 99_999);
    assertThatThrownBy(() -> KEY.decrypt(shorter)).isInstanceOf(DecryptionException.class);
    assertThatThrownBy(() -> KEY.decrypt(new byte[15])).isInstanceOf(DecryptionException.class);
    assertThatThrownBy(() -> KEY.verify(InputStream.nullInputStream(), 15))
        .isInstanceOf(DecryptionException.class);
    for (int cut : new int[] {0, 50_000, 100_001}) {
      byte[] part = Arrays.copyOf(sealed, cut);
      assertThatThrownBy(() -> KEY.verify(new ByteArrayInputStream(part), sealed.length))
          .isInstanceOf(EOFException.class);
    }
  }

  @Test
  void largeFilesAreOpenedInPieces() throws DecryptionException {
    ContentKey.warmUp();
    byte[] plain = random(1_200_003);
    byte[] sealed = KEY.encrypt(plain);
    assertThat(KEY.decrypt(sealed)).isEqualTo(plain);
    sealed[1_000_000] ^= 1;
    assertThatThrownBy(() -> KEY.decrypt(sealed)).isInstanceOf(DecryptionException.class);
  }

  @Test
  void onlyBase58Of44BytesIsAKey() {
    for (String bad :
        new String[] {"", "0", "15Jk", TEXT + "11", TEXT.substring(1), "1".repeat(65)}) {
      assertThatThrownBy(() -> ContentKey.parse(bad)).isInstanceOf(FormatException.class);
    }
    assertThat(KEY.toString()).doesNotContain(TEXT);
    ContentKey fresh = ContentKey.generate(new SecureRandom());
    assertThat(ContentKey.parse(fresh.text())).isEqualTo(fresh).isNotEqualTo(KEY);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Hands out a few bytes at a time, as a socket may. */
  private static final class Dribble extends ByteArrayInputStream {
    Dribble(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length) {
      return super.read(buffer, offset, Math.min(length, 4093));
    }
  }
}
