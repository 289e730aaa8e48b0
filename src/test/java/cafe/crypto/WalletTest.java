package cafe.crypto;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.ipld.FormatException;
import cafe.testkit.Vectors;
import java.security.SecureRandom;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WalletTest {
  @Test
  void wordsOfTheStandard() {
    for (String[] line : Vectors.read("bip39_valid.txt")) {
      Mnemonic mnemonic = Mnemonic.ofEntropy(hex(line[0]));
      assertThat(mnemonic.words()).isEqualTo(line[1]);
      assertThat(hex(mnemonic.toSeed(line[2]))).isEqualTo(line[3]);
      String untidy = "  " + line[1].toUpperCase(Locale.ROOT).replace(" ", " \n ");
      assertThat(Mnemonic.parse(untidy).words()).isEqualTo(line[1]);
    }
  }

  @Test
  void wrongWordsAreRefused() {
    String eleven = "abandon ".repeat(11);
    for (String bad :
        new String[] {
          "",
          "abandon",
          eleven,
          eleven + "abandon",
          eleven + "nonsense",
          eleven + "about about",
          "abandon ".repeat(27),
          "x".repeat(600)
        }) {
      assertThatThrownBy(() -> Mnemonic.parse(bad))
          .as(bad)
          .isInstanceOf(FormatException.class)
          .hasMessageStartingWith("mnemonic: ");
    }
    assertThatThrownBy(() -> Mnemonic.ofEntropy(new byte[17])).isInstanceOf(FormatException.class);
    assertThatThrownBy(() -> Mnemonic.ofEntropy(new byte[12])).isInstanceOf(FormatException.class);
  }

  @Property(tries = 100)
  void generatedWordsParse(@ForAll @IntRange(min = 4, max = 8) int thirds) {
    Mnemonic mnemonic = Mnemonic.generate(new SecureRandom(), 3 * thirds);
    assertThat(mnemonic.words().split(" ")).hasSize(3 * thirds);
    assertThat(Mnemonic.parse(mnemonic.words()).words()).isEqualTo(mnemonic.words());
    assertThat(mnemonic.toString()).doesNotContain(mnemonic.words());
  }

  @Test
  void accountsOfTheOriginal() {
    Wallet wallet = Wallet.ofSeed(hex("000102030405060708090a0b0c0d0e0f"));
    for (String[] line : Vectors.read("wallet_accounts.txt")) {
      AccountKey account = wallet.account(Integer.parseInt(line[0]));
      assertThat(account.seed()).isEqualTo(line[1]);
      assertThat(account.address()).isEqualTo(line[2]);
    }
    assertThat(hex(wallet.account(0).key().seed()))
        .isEqualTo("bd63bd245c12028311514f9c247f1e36510c69a8e9e116e31d1ffb75db1886ce");
    assertThatThrownBy(() -> wallet.account(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
