package cafe.crypto;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.FormatException;
import cafe.kernel.PeerId;
import cafe.testkit.Vectors;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.junit.jupiter.api.Test;

class Ed25519KeyTest {
  @Test
  void keysAndSignaturesOfTheOriginal() {
    for (String[] line : Vectors.read("ed25519_keys.txt")) {
      Ed25519PrivateKey key = Ed25519PrivateKey.fromSeed(hex(line[0]));
      assertThat(hex(key.publicKey().bytes())).isEqualTo(line[1]);
      assertThat(PeerId.ofEd25519(key.publicKey().bytes())).hasToString(line[2]);
      if (!line[4].isEmpty()) {
        byte[] message = line[3].getBytes(StandardCharsets.UTF_8);
        assertThat(hex(key.sign(message))).isEqualTo(line[4]);
        assertThat(key.publicKey().verify(message, hex(line[4]))).isTrue();
      }
    }
  }

  @Test
  void aBadSignatureOfTheOriginal() {
    byte[] protobuf =
        Base64.getDecoder().decode("CAESIP1G8uGFpX+iduqgJfKLt0nw870MI9ydHcKg9gDIr5Tb");
    String signed = "eyJhbGciOiJFZDI1NTE5IiwidHlwIjoiSldUIn0.eyJqdGkiOiJmb28iLCJzdWIiOiJiYXIifQ";
    String signature =
        "7FSQFedbbRl42nvUWJqBswvjmyMaBBLKk0opiARjxtZmQ86dVMYs5wcZ0gItVV8YLVu6F5065IFD699tVcacBA";
    Ed25519PublicKey key = Ed25519PublicKey.fromProtobuf(protobuf);
    assertThat(key.toProtobuf()).isEqualTo(protobuf);
    assertThat(
            key.verify(
                signed.getBytes(StandardCharsets.UTF_8), Base64.getUrlDecoder().decode(signature)))
        .isFalse();
  }

  @Property(tries = 200)
  void whatIsSignedVerifiesAndNothingElse(
      @ForAll @Size(32) byte[] seed, @ForAll byte[] message, @ForAll int flip) {
    Ed25519PrivateKey key = Ed25519PrivateKey.fromSeed(seed);
    byte[] signature = key.sign(message);
    assertThat(key.publicKey().verify(message, signature)).isTrue();
    signature[Math.floorMod(flip, 64)] ^= 1;
    assertThat(key.publicKey().verify(message, signature)).isFalse();
  }

  @Property(tries = 200)
  void bothHalvesBecomeTheSameX25519Key(@ForAll @Size(32) byte[] seed) {
    Ed25519PrivateKey key = Ed25519PrivateKey.fromSeed(seed);
    byte[] expected = new byte[32];
    X25519.generatePublicKey(key.toX25519(), 0, expected, 0);
    assertThat(key.publicKey().toX25519()).isEqualTo(expected);
  }

  @Test
  void hostilePublicKeysVerifyNothing() {
    for (int fill : new int[] {0, 1, 0x7f, 0xff}) {
      byte[] bytes = new byte[32];
      Arrays.fill(bytes, (byte) fill);
      Ed25519PublicKey key = Ed25519PublicKey.of(bytes);
      assertThat(key.verify(new byte[3], new byte[64])).isFalse();
      assertThat(key.verify(new byte[3], new byte[0])).isFalse();
    }
    byte[] one = new byte[32];
    one[0] = 1;
    assertThatThrownBy(() -> Ed25519PublicKey.of(one).toX25519())
        .isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> Ed25519PublicKey.of(new byte[31])).isInstanceOf(FormatException.class);
  }

  @Test
  void privateKeysInProtobufNewAndOld() {
    String seed = "e20c8d1e941df644b652af88c714f502c62ba19480e89837b67f21dd24dff455";
    String pub = "0d105e312db07495cbb516d69764c91107842de30f47dd591e9c69df16e4fd0d";
    Ed25519PrivateKey old = Ed25519PrivateKey.fromProtobuf(hex("08011260" + seed + pub + pub));
    assertThat(hex(old.toProtobuf())).isEqualTo("08011240" + seed + pub);
    assertThat(Ed25519PrivateKey.fromProtobuf(old.toProtobuf()).seed()).isEqualTo(hex(seed));
    assertThat(hex(old.toX25519()))
        .isEqualTo("c062810842c0a981387f040e4f6d9d74d6f912a458c53bc57a7b51502d61bb63");
    assertThat(hex(old.publicKey().toX25519()))
        .isEqualTo("c60ab96e53bfd5a8900b576dbd40240dbe763a7579173fcf892c00aebf4db267");
    String wrong = pub.replace('0', '1');
    for (String bad :
        new String[] {
          "",
          "08011240" + seed,
          "08011240" + seed + wrong,
          "08011260" + seed + pub + wrong,
          "08001240" + seed + pub,
          "08011240" + seed + pub + "00"
        }) {
      assertThatThrownBy(() -> Ed25519PrivateKey.fromProtobuf(hex(bad)))
          .isInstanceOf(FormatException.class)
          .hasMessageNotContaining(seed);
    }
  }

  @Test
  void aSecretIsNeverPrinted() {
    AccountKey account = AccountKey.parse("STqdutoFiPV9Nzh96L7bvSZNzrHkQiB2phDW1ySG9Na1kkGE");
    assertThat(account).hasToString("account P4WysQUVHg2GDMctx7Sf3DjLRAfRZqsZoCPr6aec7JgWpSRq");
    assertThat(account.key().toString()).doesNotContain(account.seed());
    assertThat(account.seed()).isEqualTo("STqdutoFiPV9Nzh96L7bvSZNzrHkQiB2phDW1ySG9Na1kkGE");
  }
}
