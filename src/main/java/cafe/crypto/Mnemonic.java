package cafe.crypto;

import cafe.ipld.FormatException;
import cafe.ipld.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The words of a wallet (<a
 * href="https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki">BIP-39</a>, English): 12,
 * 15, 18, 21 or 24 words that carry 128 to 256 bits and a checksum. A secret.
 */
public final class Mnemonic {
  private static final List<String> WORDS = load();
  private static final int WORD_BITS = 11;
  private static final int MAX_TEXT = 512;
  private static final int ITERATIONS = 2048;
  private static final int SEED_BITS = 512;

  private final String text;

  private Mnemonic(String text) {
    this.text = text;
  }

  /** New words: 12, 15, 18, 21 or 24. */
  public static Mnemonic generate(SecureRandom random, int words) {
    checkCount(words);
    byte[] entropy = new byte[words / 3 * 4];
    random.nextBytes(entropy);
    return ofEntropy(entropy);
  }

  /** The words of 16, 20, 24, 28 or 32 bytes. */
  public static Mnemonic ofEntropy(byte[] entropy) {
    if (entropy.length % 4 != 0) {
      throw new FormatException("mnemonic: entropy of a wrong length");
    }
    int count = entropy.length / 4 * 3;
    checkCount(count);
    byte[] bits = Arrays.copyOf(entropy, entropy.length + 1);
    bits[entropy.length] = Sha256.hash(entropy)[0];
    return new Mnemonic(
        IntStream.range(0, count)
            .mapToObj(i -> WORDS.get(bits(bits, i * WORD_BITS)))
            .collect(Collectors.joining(" ")));
  }

  /** Checks words and checksum; case and the amount of space do not matter. */
  public static Mnemonic parse(String text) {
    if (text.length() > MAX_TEXT) {
      throw new FormatException("mnemonic: too long");
    }
    String[] words = text.strip().toLowerCase(Locale.ROOT).split("\\s+");
    checkCount(words.length);
    byte[] bits = new byte[(words.length * WORD_BITS + 7) / 8];
    for (int i = 0; i < words.length; i++) {
      int index = Collections.binarySearch(WORDS, words[i]);
      if (index < 0) {
        throw new FormatException("mnemonic: unknown word");
      }
      for (int bit = 0; bit < WORD_BITS; bit++) {
        int at = i * WORD_BITS + bit;
        bits[at / 8] |= (byte) ((index >>> (WORD_BITS - 1 - bit) & 1) << (7 - at % 8));
      }
    }
    Mnemonic made = ofEntropy(Arrays.copyOf(bits, words.length / 3 * 4));
    if (!made.text.equals(String.join(" ", words))) {
      throw new FormatException("mnemonic: wrong checksum");
    }
    return made;
  }

  private static int bits(byte[] bits, int start) {
    int value = 0;
    for (int at = start; at < start + WORD_BITS; at++) {
      value = value << 1 | bits[at / 8] >>> (7 - at % 8) & 1;
    }
    return value;
  }

  private static void checkCount(int words) {
    if (words < 12 || words > 24 || words % 3 != 0) {
      throw new FormatException("mnemonic: 12, 15, 18, 21 or 24 words");
    }
  }

  /** The 64-byte seed of the wallet; the passphrase may be empty. */
  public byte[] toSeed(String passphrase) {
    String salt = Normalizer.normalize("mnemonic" + passphrase, Normalizer.Form.NFKD);
    PBEKeySpec spec =
        new PBEKeySpec(
            text.toCharArray(), salt.getBytes(StandardCharsets.UTF_8), ITERATIONS, SEED_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } finally {
      spec.clearPassword();
    }
  }

  /** The words, one space apart: a secret. */
  public String words() {
    return text;
  }

  /** Tells nothing. */
  @Override
  public String toString() {
    return "mnemonic";
  }

  private static List<String> load() {
    try (InputStream in = Mnemonic.class.getResourceAsStream("bip39-english.txt")) {
      byte[] bytes = Objects.requireNonNull(in, "bip39-english.txt").readAllBytes();
      return new String(bytes, StandardCharsets.US_ASCII).lines().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
