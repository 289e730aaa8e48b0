package cafe.boot;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the executable does once the cafe is ready. */
@ConfigMapping(prefix = "cafe.boot")
interface BootConfig {

  /** Whether to make a fresh access token at each start and to show it. For development only. */
  @WithDefault("false")
  boolean dev();

  /** How to tell the connection details on standard output. */
  @WithDefault("none")
  Announcement announce();

  /** Ways to tell. */
  enum Announcement {
    /** Not at all. */
    NONE,
    /** For people. */
    TEXT,
    /** One line of JSON, for programs. */
    JSON
  }
}
