package cafe.web;

import java.util.Map;

/**
 * The limits of a room's bodies, by the names of their settings, which {@link BodyLimit} refers to.
 * Every bean of this type is found.
 */
public interface BodyLimits {

  /** Limits in bytes, by setting. */
  Map<String, Long> limits();
}
