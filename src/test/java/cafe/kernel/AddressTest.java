package cafe.kernel;

import static cafe.testkit.Vectors.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cafe.testkit.Vectors;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AddressTest {
  private static final String ADDRESS = "P4WysQUVHg2GDMctx7Sf3DjLRAfRZqsZoCPr6aec7JgWpSRq";

  @Test
  void verifiesTheAccountsSignature() {
    byte[] message = "hello".getBytes(StandardCharsets.UTF_8);
    byte[] signature =
        hex(
            "665c1a3d6a198a0c5ae63b6a1b4f6cd45f96f05f5f51d1040ef7f72fc390305d"
                + "1a65cfb8057c87f484772aab757cb79720ee770cc28e58975157a6e7d2b3dc0e");
    Address address = Address.parse(ADDRESS);
    assertThat(address.verify(message, signature)).isTrue();
    message[0] ^= 1;
    assertThat(address.verify(message, signature)).isFalse();
    assertThat(address).hasToString(ADDRESS).isEqualTo(Address.parse(ADDRESS));
    assertThat(address.peerId())
        .hasToString("12D3KooWBRG69PMx6EakNbkp4bQRqGqsHou5eau1MgnkzZDmzezU");
  }

  @Test
  void aSeedIsToldApartFromNonsense() {
    String seed = "STqdutoFiPV9Nzh96L7bvSZNzrHkQiB2phDW1ySG9Na1kkGE";
    assertThatThrownBy(() -> Address.parse(seed))
        .isInstanceOfSatisfying(
            CafeException.class,
            e -> {
              assertThat(e.fault()).isEqualTo(Fault.SEED_GIVEN);
              assertThat(e.wireText()).isEqualTo("invalid address");
              assertThat(e.detail()).doesNotContain(seed);
            });
    for (String[] line : Vectors.read("strkey_invalid.txt")) {
      assertThatThrownBy(() -> Address.parse(line[0]))
          .isInstanceOfSatisfying(
              CafeException.class,
              e -> {
                assertThat(e.fault()).isEqualTo(Fault.ADDRESS_INVALID);
                assertThat(e.wireText()).isEqualTo(line[1]);
              });
    }
  }
}
