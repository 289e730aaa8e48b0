package cafe.boot;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** The clock and the randomness that every room is given. */
class ClockAndRandom {

  @Produces
  @Singleton
  static Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  static SecureRandom random() {
    return new SecureRandom();
  }
}
