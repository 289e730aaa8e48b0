package cafe.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {
  @ParameterizedTest
  @EnumSource(Fault.class)
  void everyFaultIsComplete(Fault fault) {
    assertThat(fault.code()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    assertThat(fault.status()).isBetween(400, 599);
    assertThat(fault.wireText()).isNotBlank();
    assertThat(fault.title()).matches("[A-Z].*[^.]");
    assertThat(fault.logLevel()).isIn(Level.DEBUG, Level.INFO, Level.ERROR);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void onlyAMissingOrExpiredTokenMakesOldClientsRefresh(Fault fault) {
    assertThat(fault.wireText().equals("unauthorized")).isEqualTo(fault.status() == 401);
    assertThat(fault.wireText().equals("forbidden"))
        .isEqualTo(fault.status() == 403 && fault != Fault.KEY_WRONG);
  }

  @Test
  void codesAreUnique() {
    assertThat(Arrays.stream(Fault.values()).map(Fault::code)).doesNotHaveDuplicates();
  }

  @Test
  void onlyDefectsCarryAStackTrace() {
    assertThat(new CafeException(Fault.INTERNAL, "x").getStackTrace()).isNotEmpty();
    assertThat(new CafeException(Fault.NOT_FOUND, "x").getStackTrace()).isEmpty();
  }
}
