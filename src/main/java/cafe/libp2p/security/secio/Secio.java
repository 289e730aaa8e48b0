package cafe.libp2p.security.secio;

import cafe.ipld.Sha256;
import cafe.kernel.PeerId;
import cafe.libp2p.keys.IdentityKey;
import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.security.SecurityProtocol;
import cafe.libp2p.transport.BufferedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The secio handshake. */
public final class Secio implements SecurityProtocol {
  public static final String ID = "/secio/1.0.0";

  /** The longest handshake message accepted. */
  public static final int MAX_HANDSHAKE = 8 * 1024;

  private static final int NONCE = 16;
  private static final List<String> CURVES = List.of("P-256", "P-384", "P-521");
  private static final List<String> CIPHERS = List.of("AES-256", "AES-128");
  private static final List<String> HASHES = List.of("SHA256", "SHA512");

  /** Makes the key pair of one handshake. */
  @FunctionalInterface
  interface Ephemerals {
    EphemeralKey generate(String curve) throws IOException;
  }

  private final IdentityKey key;
  private final SecureRandom random;
  private final Ephemerals ephemerals;

  public Secio(IdentityKey key, SecureRandom random) {
    this(key, random, curve -> EphemeralKey.generate(curve, random));
  }

  Secio(IdentityKey key, SecureRandom random, Ephemerals ephemerals) {
    this.key = key;
    this.random = random;
    this.ephemerals = ephemerals;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public SecureChannel secure(BufferedChannel channel, boolean initiator, @Nullable PeerId expected)
      throws IOException {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    Propose local = new Propose(nonce, key.publicKey().encoded(), CURVES, CIPHERS, HASHES);
    byte[] localBytes = local.encode();
    writeFrame(channel, localBytes);
    byte[] remoteBytes = readFrame(channel);
    Propose remote = Propose.decode(remoteBytes);
    PublicKey remoteKey = PublicKey.decode(remote.publicKey());
    SecureChannel.requirePeer(remoteKey, expected);

    int order = order(local, remote);
    EphemeralKey ephemeral =
        ephemerals.generate(choose(order, local.exchanges(), remote.exchanges()));
    String cipher = choose(order, local.ciphers(), remote.ciphers());
    String hash = choose(order, local.hashes(), remote.hashes());

    byte[] point = ephemeral.point();
    byte[] signature = key.sign(concat(localBytes, remoteBytes, point));
    writeFrame(channel, new Exchange(point, signature).encode());
    Exchange exchange = Exchange.decode(readFrame(channel));
    byte[] signed = concat(remoteBytes, localBytes, exchange.point());
    if (!remoteKey.verify(signed, exchange.signature())) {
      throw new IOException("secio: the exchange is not signed by the peer's key");
    }

    StretchedKeys keys =
        StretchedKeys.stretch(cipher, hash, ephemeral.sharedSecret(exchange.point()));
    SecioChannel secure =
        order > 0
            ? new SecioChannel(channel, remoteKey, keys.first(), keys.second())
            : new SecioChannel(channel, remoteKey, keys.second(), keys.first());
    confirm(secure, remote.nonce(), nonce);
    return secure;
  }

  /** Positive if our lists are preferred, negative if the peer's are. */
  private static int order(Propose local, Propose remote) throws IOException {
    byte[] first = Sha256.hash(concat(remote.publicKey(), local.nonce()));
    byte[] second = Sha256.hash(concat(local.publicKey(), remote.nonce()));
    int order = Arrays.compareUnsigned(first, second);
    if (order == 0) {
      throw new IOException("secio: the peer mirrors us");
    }
    return order;
  }

  private static String choose(int order, List<String> local, List<String> remote)
      throws IOException {
    List<String> preferred = order > 0 ? local : remote;
    List<String> other = order > 0 ? remote : local;
    return preferred.stream()
        .filter(other::contains)
        .findFirst()
        .orElseThrow(() -> new IOException("secio: nothing in common with the peer"));
  }

  /** Each side returns the other's nonce as the first encrypted frame. */
  private static void confirm(SecioChannel secure, byte[] theirs, byte[] ours) throws IOException {
    byte[] array = new byte[secure.headroom() + NONCE + secure.tailroom()];
    System.arraycopy(theirs, 0, array, secure.headroom(), NONCE);
    secure.write(array, secure.headroom(), NONCE);
    byte[] echoed = secure.readFrame(NONCE);
    if (!MessageDigest.isEqual(echoed, ours)) {
      throw new IOException("secio: the peer returned another nonce");
    }
  }

  private static void writeFrame(BufferedChannel channel, byte[] body) throws IOException {
    byte[] frame = new byte[4 + body.length];
    ByteBuffer.wrap(frame).putInt(body.length).put(body);
    channel.write(frame, 0, frame.length);
  }

  private static byte[] readFrame(BufferedChannel channel) throws IOException {
    channel.require(4);
    int length = SecioChannel.length(channel, MAX_HANDSHAKE);
    channel.require(4 + length);
    int start = channel.offset() + 4;
    byte[] body = Arrays.copyOfRange(channel.array(), start, start + length);
    channel.skip(4 + length);
    return body;
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
