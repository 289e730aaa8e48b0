package cafe.libp2p.security.noise;

import cafe.kernel.PeerId;
import cafe.libp2p.keys.IdentityKey;
import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.protobuf.ProtobufReader;
import cafe.libp2p.protobuf.ProtobufWriter;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.security.SecurityProtocol;
import cafe.libp2p.transport.BufferedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The libp2p-noise handshake. */
public final class Noise implements SecurityProtocol {
  public static final String ID = "/noise";

  private static final byte[] PREFIX =
      "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);

  /** A handshake message carries two keys and a signature; an RSA-8192 peer's has 2.2 KiB. */
  private static final int MAX_HANDSHAKE = 8 * 1024;

  private static final byte[] NONE = {};

  private final SecureRandom random;
  private final X25519Key staticKey;
  private final byte[] payload;

  public Noise(IdentityKey key, SecureRandom random) {
    this.random = random;
    this.staticKey = X25519Key.generate(random);
    this.payload =
        new ProtobufWriter()
            .bytes(1, key.publicKey().encoded())
            .bytes(2, key.sign(signed(staticKey.point())))
            .toByteArray();
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public SecureChannel secure(BufferedChannel channel, boolean initiator, @Nullable PeerId expected)
      throws IOException {
    NoiseXx handshake = new NoiseXx(initiator, NONE, staticKey, X25519Key.generate(random));
    PublicKey remoteKey;
    if (initiator) {
      write(channel, handshake.write(NONE));
      remoteKey = verify(handshake.read(read(channel)), handshake.remoteStatic());
      SecureChannel.requirePeer(remoteKey, expected);
      write(channel, handshake.write(payload));
    } else {
      handshake.read(read(channel));
      write(channel, handshake.write(payload));
      remoteKey = verify(handshake.read(read(channel)), handshake.remoteStatic());
      SecureChannel.requirePeer(remoteKey, expected);
    }
    CipherState[] ciphers = handshake.split();
    return new NoiseChannel(channel, remoteKey, ciphers[0], ciphers[1]);
  }

  private static PublicKey verify(byte[] payload, byte[] remoteStatic) throws IOException {
    byte[] key = NONE;
    byte[] signature = NONE;
    ProtobufReader reader = new ProtobufReader(payload);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.bytes();
        case 2 -> signature = reader.bytes();
        default -> {}
      }
    }
    PublicKey identity = PublicKey.decode(key);
    if (!identity.verify(signed(remoteStatic), signature)) {
      throw new IOException("noise: the static key is not signed by the peer's key");
    }
    return identity;
  }

  private static byte[] signed(byte[] point) {
    byte[] all = Arrays.copyOf(PREFIX, PREFIX.length + point.length);
    System.arraycopy(point, 0, all, PREFIX.length, point.length);
    return all;
  }

  private static void write(BufferedChannel channel, byte[] message) throws IOException {
    byte[] frame = new byte[2 + message.length];
    frame[0] = (byte) (message.length >>> 8);
    frame[1] = (byte) message.length;
    System.arraycopy(message, 0, frame, 2, message.length);
    channel.write(frame, 0, frame.length);
  }

  private static byte[] read(BufferedChannel channel) throws IOException {
    channel.require(2);
    int length = NoiseChannel.length(channel);
    if (length > MAX_HANDSHAKE) {
      throw new IOException("noise: handshake message of " + length + " bytes");
    }
    channel.require(2 + length);
    int start = channel.offset() + 2;
    byte[] message = Arrays.copyOfRange(channel.array(), start, start + length);
    channel.skip(2 + length);
    return message;
  }
}
