package cafe.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.DOWN;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.UP;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeerCheckTest {

  @Test
  void isDownWithoutAHostUnlessThatIsWanted() {
    assertThat(PeerCheck.of(true, Optional.empty()).getStatus()).isEqualTo(DOWN);
    assertThat(PeerCheck.of(false, Optional.empty()).getStatus()).isEqualTo(UP);
  }
}
