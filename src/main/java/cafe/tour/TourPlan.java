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
 * @param keep whether everything stays at the cafe: a link to a photo is told instead of leaving
 */
public record TourPlan(
    String url, String gateway, String token, Optional<Path> folder, boolean keep) {

  /** A tour after which nothing is kept. */
  public TourPlan(String url, String gateway, String token, Optional<Path> folder) {
    this(url, gateway, token, folder, false);
  }

  /** Tells nothing of the token. */
  @Override
  public String toString() {
    return "tour of " + url;
  }
}
