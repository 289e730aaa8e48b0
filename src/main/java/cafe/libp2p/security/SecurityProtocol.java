package cafe.libp2p.security;

import cafe.kernel.PeerId;
import cafe.libp2p.transport.BufferedChannel;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A handshake that turns a plain channel into a {@link SecureChannel}. */
public interface SecurityProtocol {
  /** Its name in multistream, for example {@code /noise}. */
  String id();

  /**
   * Performs the handshake. It is bounded in bytes; the time is bounded by the caller, who closes
   * the channel.
   *
   * @param expected the peer that was dialed; null if anybody may be there
   * @throws IOException if the handshake fails or another peer is there
   */
  SecureChannel secure(BufferedChannel channel, boolean initiator, @Nullable PeerId expected)
      throws IOException;
}
