package cafe.identity.tokens;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.ipld.Base58;
import cafe.testkit.Vectors;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Vectors of cafe-protocol.md §14. */
class SecretHashTest {

  private static final String BCRYPT =
      "$2a$10$abcdefghijklmnopqrstuuUYM3kCSkS0Ajcm.zq8wyknFVp.0j0F.";

  private static byte[] counting(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  @Test
  void readsATokensText() {
    TokenText text =
        TokenText.parse("15JkfdNj5rstZ9tyucpAVE72JzKybsHQcXsjSxA1bxmrydHHvtuPkTbcLNe")
            .orElseThrow();
    assertThat(text.id()).isEqualTo("000102030405060708090a0b");
    assertThat(text.secret()).isEqualTo(Arrays.copyOfRange(counting(44), 12, 44));
    assertThat(text.text())
        .isEqualTo("15JkfdNj5rstZ9tyucpAVE72JzKybsHQcXsjSxA1bxmrydHHvtuPkTbcLNe");
    assertThat(text.toString()).isEqualTo("token 000102030405060708090a0b");
  }

  @Test
  void readsLeadingZeros() {
    TokenText text =
        TokenText.parse("111DpZLECEwf1w7Q1x4NKdXAM7r4QYx9jiVqHWvrWyci2ai6PxcWJPWt48").orElseThrow();
    assertThat(text.id()).isEqualTo("000000010203040506070809");
    assertThat(text.length()).isEqualTo(44);
  }

  @Test
  void readsNothingElse() {
    assertThat(TokenText.parse("")).isEmpty();
    assertThat(TokenText.parse("0OIl")).isEmpty();
    assertThat(TokenText.parse(Base58.encode(counting(43)))).isEmpty();
    assertThat(TokenText.parse(Base58.encode(counting(45)))).isPresent();
    assertThat(TokenText.parse("1".repeat(257))).isEmpty();
  }

  /** A token and its line in the list, as the original's documentation shows them. */
  @Test
  void checksATokenThatAnOriginalMade() {
    String[] vector = Vectors.read("access_tokens.txt").getFirst();
    byte[] line = Base58.decode(vector[1]);
    String hash =
        new String(line, TokenText.ID_LENGTH, line.length - TokenText.ID_LENGTH, US_ASCII);
    TokenText token = TokenText.parse(vector[0]).orElseThrow();
    assertThat(token.id()).isEqualTo(HexFormat.of().formatHex(line, 0, TokenText.ID_LENGTH));
    assertThat(SecretHash.isBcrypt(hash)).isTrue();
    assertThat(SecretHash.matches(hash, token.secret())).isTrue();
    byte[] other = token.secret();
    other[31] ^= 1;
    assertThat(SecretHash.matches(hash, other)).isFalse();
  }

  @Test
  void tokensOfOriginalsAreOf44Bytes() {
    for (String[] vector : Vectors.read("access_tokens.txt")) {
      TokenText token = TokenText.parse(vector[0]).orElseThrow();
      assertThat(token.length()).as(vector[2]).isEqualTo(TokenText.LENGTH);
      assertThat(token.text()).isEqualTo(vector[0]);
    }
  }

  @Test
  void checksTheOriginalsHash() {
    byte[] secret = Arrays.copyOfRange(counting(44), 12, 44);
    assertThat(SecretHash.isBcrypt(BCRYPT)).isTrue();
    assertThat(SecretHash.matches(BCRYPT, secret)).isTrue();
    assertThat(SecretHash.matches(BCRYPT, counting(32))).isFalse();
    assertThat(SecretHash.matches(BCRYPT, Arrays.copyOf(secret, 33))).isFalse();
  }

  @Test
  void zerosInASecretCount() {
    byte[] zeros = new byte[32];
    byte[] almost = zeros.clone();
    almost[31] = 1;
    String hash =
        org.bouncycastle.crypto.generators.OpenBSDBCrypt.generate("2a", zeros, new byte[16], 4);
    assertThat(SecretHash.matches(hash, zeros)).isTrue();
    assertThat(SecretHash.matches(hash, almost)).isFalse();
  }

  @Test
  void refusesCostlyHashes() {
    assertThat(SecretHash.isBcrypt(BCRYPT.replace("$10$", "$12$"))).isTrue();
    assertThat(SecretHash.isBcrypt(BCRYPT.replace("$10$", "$13$"))).isFalse();
    assertThat(SecretHash.isBcrypt(BCRYPT.replace("$10$", "$31$"))).isFalse();
    assertThat(SecretHash.isBcrypt(BCRYPT + "x")).isFalse();
    assertThat(SecretHash.isBcrypt("")).isFalse();
  }

  @Test
  void hashesOurOwn() {
    TokenText text = TokenText.create(new SecureRandom());
    String hash = SecretHash.of(text.secret());
    assertThat(SecretHash.matches(hash, text.secret())).isTrue();
    assertThat(SecretHash.matches(hash, new byte[32])).isFalse();
    assertThat(SecretHash.matches(hash, Arrays.copyOf(text.secret(), 33))).isFalse();
    assertThat(hash).hasSizeLessThanOrEqualTo(128);
  }
}
