package cafe.tour;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a tour goes and what it takes along.
 *
 * @param url the cafe's API
 * @param gateway the cafe's gateway, usually the same
 * @param token an access token of the cafe, good for three registrations: a secret
 * @param folder with images; the program's own if empty
 */
public record TourPlan(String url, String gateway, String token, Optional<Path> folder) {

  /** Tells nothing of the token. */
  @Override
  public String toString() {
    return "tour of " + url;
  }
}
