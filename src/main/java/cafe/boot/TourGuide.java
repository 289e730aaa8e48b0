package cafe.boot;

import cafe.identity.CafeInfos;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.tour.TourException;
import cafe.tour.TourPlan;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.enterprise.context.Dependent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** Makes the tour of the cafe that it runs in, which then ends. */
@Dependent
@Unremovable
final class TourGuide implements QuarkusApplication {

  private static final int DEVICES = 3;

  private final CafeInfos infos;
  private final AccessTokens tokens;

  TourGuide(CafeInfos infos, AccessTokens tokens) {
    this.infos = infos;
    this.tokens = tokens;
  }

  @Override
  public int run(String... arguments) {
    String url = infos.info().url();
    String token = tokens.create(new NewAccessToken("tour", Duration.ofHours(1), DEVICES)).text();
    try {
      TourCommand.make(
          new TourPlan(url, url, token, Arrays.stream(arguments).findFirst().map(Path::of)));
      return 0;
    } catch (TourException e) {
      System.err.println("cafe: " + e.getMessage());
      return 1;
    }
  }
}
