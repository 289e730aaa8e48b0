package cafe.identity;

import cafe.kernel.NodeIdentity;
import cafe.kernel.PublicUrl;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tells what this cafe is. */
@ApplicationScoped
public class CafeInfos implements PublicUrl {

  private final NodeIdentity node;
  private final Optional<String> url;
  private final ApiAddress address;

  CafeInfos(
      NodeIdentity node,
      @ConfigProperty(name = "cafe.url") Optional<String> url,
      ApiAddress address) {
    this.node = node;
    this.url = url.map(CafeInfos::withoutSlashes).filter(text -> !text.isEmpty());
    this.address = address;
  }

  /**
   * What this cafe tells about itself. The URL is {@code cafe.url} (or, as the original's, {@code
   * CAFE_HOST_URL}); without one it is guessed from the machine's network addresses.
   */
  public CafeInfo info() {
    return new CafeInfo(
        node.peerId(),
        node.address(),
        CafeInfo.API,
        CafeInfo.PROTOCOL,
        CafeInfo.NODE,
        url.orElseGet(this::guess));
  }

  @Override
  public Optional<String> publicUrl() {
    return url.or(() -> address.port() > 0 ? Optional.of(guess()) : Optional.empty());
  }

  private String guess() {
    String host = address.host();
    String authority = host.contains(":") ? '[' + host + ']' : host;
    return "http://" + authority + ':' + address.port();
  }

  private static String withoutSlashes(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }
}
