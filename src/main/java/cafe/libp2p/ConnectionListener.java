package cafe.libp2p;

/**
 * Told about connections. For each connection {@code connected} is called once, after identify has
 * completed or failed, and {@code disconnected} once after that, both on the same virtual thread.
 */
public interface ConnectionListener {
  default void connected(Connection connection) {}

  default void disconnected(Connection connection) {}
}
