package cafe.libp2p.security.secio;

import cafe.libp2p.keys.Ed25519IdentityKey;
import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.security.SealedFrames;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.transport.BufferedChannel;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.channels.ByteChannel;
import org.junit.jupiter.api.Test;

class SecioFramesTest {
  private static final StretchedKeys KEYS =
      StretchedKeys.stretch("AES-128", "SHA512", new byte[] {1, 2, 3});
  private static final PublicKey PEER = new Ed25519IdentityKey(new byte[32]).publicKey();

  private final SealedFrames frames = new SealedFrames(SecioFramesTest::channel);

  private static SecureChannel channel(ByteChannel below) {
    return new SecioChannel(new BufferedChannel(below), PEER, KEYS.first(), KEYS.first());
  }

  @FuzzTest
  void frames(byte[] data) throws IOException {
    frames.areReadAsTheyWereSealedOrRefused(data);
  }

  @Test
  void aFrameCutOffIsRefusedAndBetweenFramesIsTheEnd() throws IOException {
    frames.areRefusedIfCutOff();
  }
}
