package cafe.identity;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Whether the cafe is open. A closed one serves the clients that it has, takes no registrations,
 * refreshes no sessions and, as the original, does not introduce itself.
 */
@ApplicationScoped
public class Openness {

  private final boolean open;

  Openness(IdentityConfig config) {
    this.open = config.open();
  }

  /**
   * Goes on in an open cafe only.
   *
   * @throws CafeException {@link Fault#REGISTRATION_CLOSED}
   */
  public void require() {
    if (!open) {
      throw new CafeException(Fault.REGISTRATION_CLOSED, "this cafe is not open");
    }
  }
}
