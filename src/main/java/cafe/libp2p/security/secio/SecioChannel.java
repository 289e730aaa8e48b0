package cafe.libp2p.security.secio;

import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.transport.BufferedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Frames of length, ciphertext and MAC; one AES-CTR stream per direction. */
final class SecioChannel implements SecureChannel {
  /** The longest frame accepted: mplex above the original's secio sends 1 MiB and a header. */
  static final int MAX_FRAME = (1 << 20) + 1024;

  private static final int LENGTH = 4;

  private final BufferedChannel channel;
  private final PublicKey remoteKey;
  private final Cipher encrypt;
  private final Cipher decrypt;
  private final Mac sendMac;
  private final Mac receiveMac;
  private final int macSize;

  SecioChannel(
      BufferedChannel channel,
      PublicKey remoteKey,
      StretchedKeys.KeySet local,
      StretchedKeys.KeySet remote) {
    this.channel = channel;
    this.remoteKey = remoteKey;
    this.encrypt = cipher(Cipher.ENCRYPT_MODE, local);
    this.decrypt = cipher(Cipher.DECRYPT_MODE, remote);
    this.sendMac = mac(local);
    this.receiveMac = mac(remote);
    this.macSize = sendMac.getMacLength();
  }

  private static Cipher cipher(int mode, StretchedKeys.KeySet keys) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(mode, new SecretKeySpec(keys.cipherKey(), "AES"), new IvParameterSpec(keys.iv()));
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Mac mac(StretchedKeys.KeySet keys) {
    try {
      Mac mac = Mac.getInstance(keys.macAlgorithm());
      mac.init(new SecretKeySpec(keys.macKey(), keys.macAlgorithm()));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public PublicKey remoteKey() {
    return remoteKey;
  }

  @Override
  public int headroom() {
    return LENGTH;
  }

  @Override
  public int tailroom() {
    return macSize;
  }

  @Override
  public int maxPlaintext() {
    return MAX_FRAME - macSize;
  }

  @Override
  public void write(byte[] array, int offset, int length) throws IOException {
    try {
      encrypt.update(array, offset, length, array, offset);
      sendMac.update(array, offset, length);
      sendMac.doFinal(array, offset + length);
    } catch (GeneralSecurityException e) {
      throw new IOException("secio: cannot encrypt", e);
    }
    ByteBuffer.wrap(array).putInt(offset - LENGTH, length + macSize);
    channel.write(array, offset - LENGTH, LENGTH + length + macSize);
  }

  @Override
  public @Nullable ByteBuffer read() throws IOException {
    channel.frameBoundary();
    while (channel.await(LENGTH)) {
      int length = length(channel, MAX_FRAME);
      channel.require(LENGTH + length);
      byte[] array = channel.array();
      int start = channel.offset() + LENGTH;
      int size = open(array, start, length);
      channel.skip(LENGTH + length);
      if (size > 0) {
        return ByteBuffer.wrap(array, start, size);
      }
      channel.frameBoundary();
    }
    return null;
  }

  /** Reads one frame of exactly that much plaintext. */
  byte[] readFrame(int size) throws IOException {
    ByteBuffer frame = read();
    if (frame == null || frame.remaining() != size) {
      throw new IOException("secio: unexpected frame");
    }
    byte[] bytes = new byte[size];
    frame.get(bytes);
    return bytes;
  }

  private int open(byte[] array, int start, int length) throws IOException {
    int size = length - macSize;
    if (size < 0) {
      throw new IOException("secio: frame shorter than its MAC");
    }
    receiveMac.update(array, start, size);
    byte[] expected = receiveMac.doFinal();
    if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(array, start + size, start + length))) {
      throw new IOException("secio: MAC invalid");
    }
    try {
      decrypt.update(array, start, size, array, start);
    } catch (GeneralSecurityException e) {
      throw new IOException("secio: cannot decrypt", e);
    }
    return size;
  }

  /** The length in front of the buffered frame, checked. */
  static int length(BufferedChannel channel, int max) throws IOException {
    int length = ByteBuffer.wrap(channel.array()).getInt(channel.offset());
    if (length < 0 || length > max) {
      throw new IOException("secio: frame longer than " + max + " bytes");
    }
    return length;
  }

  @Override
  public boolean stalled(long now, long nanos) {
    return channel.stalled(now, nanos);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
