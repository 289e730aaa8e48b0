package cafe.kernel;

import java.util.Optional;

/** Where the HTTP port is reached from outside. */
public interface PublicUrl {

  /**
   * An {@code http} or {@code https} URL without a slash at its end; empty while the port is not
   * known yet.
   */
  Optional<String> publicUrl();
}
