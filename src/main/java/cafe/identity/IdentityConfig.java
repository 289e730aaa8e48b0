package cafe.identity;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Keys, tokens, challenges and sessions. */
@ConfigMapping(prefix = "cafe.identity")
public interface IdentityConfig {

  /**
   * Whether peers may register and refresh sessions, and the cafe introduces itself. Closed, it
   * serves those it has.
   */
  @WithDefault("true")
  boolean open();

  /**
   * File of the node's private key: base64 of libp2p's protobuf, as in an IPFS configuration. If it
   * is not there, it is made once. Default {@code node.key} in the data folder.
   */
  Optional<Path> nodeKeyFile();

  /** Address of the operator's account. Default: that of the account in the account file. */
  Optional<String> address();

  /**
   * File of the operator's account seed. If it is not there and no address is set, it is made once.
   * Default {@code account.seed} in the data folder.
   */
  Optional<Path> accountFile();

  /**
   * File of the operator's secret. If it is not there, it is made once. Default {@code
   * operator.secret} in the data folder.
   */
  Optional<Path> operatorSecretFile();

  /**
   * An access token that anybody may know: the front page's link to join carries it. None by
   * default, and then people ask the operator for one.
   */
  Optional<String> publicToken();

  /**
   * Another cafe's front page, which {@code /cafes} names besides this one. While it does not
   * answer, {@code /cafes} fails, as the original's.
   */
  @WithDefault("${CAFE_HOST_NEIGHBOR_URL:}")
  Optional<String> neighbourUrl();

  /** How long a challenge may take to be answered. */
  @WithDefault("10m")
  Duration challengeLifetime();

  /** How long the very same registration, sent again, gets the same answer. */
  @WithDefault("1m")
  Duration repeatWindow();

  /** How long an access token of a session is good. */
  @WithDefault("28d")
  Duration accessLifetime();

  /** How long a refresh token of a session is good, unless it is used. */
  @WithDefault("56d")
  Duration refreshLifetime();

  /**
   * How long after a refresh a second use of the old refresh token may be two requests of one
   * client that met: it is refused, yet the sessions stay. Later it is taken for theft and ends
   * them all.
   */
  @WithDefault("1m")
  Duration refreshRace();

  /**
   * After how long a session is looked up again: the longest time until a revocation is heard of by
   * another process. In the process that revokes it takes effect at once.
   */
  @WithDefault("30s")
  Duration recheckInterval();

  /** How far apart a client's changes of "last seen" are kept. */
  @WithDefault("1m")
  Duration lastSeenInterval();

  /** Sessions that are remembered without a look into the database. */
  @WithDefault("100000")
  int cachedSessions();
}
