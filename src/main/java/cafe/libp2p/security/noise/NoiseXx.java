package cafe.libp2p.security.noise;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The XX pattern: {@code → e}, {@code ← e, ee, s, es}, {@code → s, se}. Messages must be written
 * and read in that order.
 */
final class NoiseXx {
  private static final String NAME = "Noise_XX_25519_ChaChaPoly_SHA256";

  private final boolean initiator;
  private final X25519Key staticKey;
  private final X25519Key ephemeral;
  private final SymmetricState state;
  private byte @Nullable [] remoteEphemeral;
  private byte @Nullable [] remoteStatic;
  private int messages;

  NoiseXx(boolean initiator, byte[] prologue, X25519Key staticKey, X25519Key ephemeral) {
    this.initiator = initiator;
    this.staticKey = staticKey;
    this.ephemeral = ephemeral;
    this.state = new SymmetricState(NAME, prologue);
  }

  /** Makes our next message. */
  byte[] write(byte[] payload) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int message = messages++;
    if (message < 2) {
      out.writeBytes(ephemeral.point());
      state.mixHash(ephemeral.point());
    }
    if (message == 1) {
      state.mixKey(ephemeral.agree(known(remoteEphemeral)));
    }
    if (message >= 1) {
      out.writeBytes(state.encryptAndHash(staticKey.point()));
      state.mixKey(staticKey.agree(known(remoteEphemeral)));
    }
    out.writeBytes(state.encryptAndHash(payload));
    return out.toByteArray();
  }

  /** Takes the peer's next message and returns its payload. */
  byte[] read(byte[] bytes) throws IOException {
    int position = 0;
    int message = messages++;
    if (message < 2) {
      byte[] point = slice(bytes, position, X25519Key.SIZE);
      remoteEphemeral = point;
      state.mixHash(point);
      position += X25519Key.SIZE;
    }
    if (message == 1) {
      state.mixKey(ephemeral.agree(known(remoteEphemeral)));
    }
    if (message >= 1) {
      int size = X25519Key.SIZE + CipherState.TAG;
      byte[] point = state.decryptAndHash(slice(bytes, position, size));
      remoteStatic = point;
      state.mixKey(ephemeral.agree(point));
      position += size;
    }
    return state.decryptAndHash(slice(bytes, position, bytes.length - position));
  }

  private static byte[] slice(byte[] bytes, int offset, int length) throws IOException {
    if (length < 0 || length > bytes.length - offset) {
      throw new IOException("noise: handshake message is too short");
    }
    return Arrays.copyOfRange(bytes, offset, offset + length);
  }

  private static byte[] known(byte @Nullable [] key) {
    if (key == null) {
      throw new IllegalStateException("noise: message out of order");
    }
    return key;
  }

  /** The peer's static key; after its message has been read. */
  byte[] remoteStatic() {
    return known(remoteStatic);
  }

  /** What we encrypt with, then what we decrypt with; after the third message. */
  CipherState[] split() {
    CipherState[] keys = state.split();
    return initiator ? keys : new CipherState[] {keys[1], keys[0]};
  }

  byte[] handshakeHash() {
    return state.hash();
  }
}
