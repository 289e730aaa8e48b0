package cafe.libp2p.security.tls;

import cafe.libp2p.keys.PublicKey;
import cafe.libp2p.security.SecureChannel;
import cafe.libp2p.transport.BufferedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.bouncycastle.tls.TlsNoCloseNotifyException;
import org.bouncycastle.tls.TlsProtocol;
import org.jspecify.annotations.Nullable;

/** Application data over TLS records. */
final class TlsChannel implements SecureChannel {
  private static final int RECORD = 16 * 1024;

  private final BufferedChannel channel;
  private final PublicKey remoteKey;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[RECORD];

  TlsChannel(BufferedChannel channel, TlsProtocol protocol, PublicKey remoteKey) {
    this.channel = channel;
    this.remoteKey = remoteKey;
    this.in = protocol.getInputStream();
    this.out = protocol.getOutputStream();
  }

  @Override
  public PublicKey remoteKey() {
    return remoteKey;
  }

  @Override
  public int headroom() {
    return 0;
  }

  @Override
  public int tailroom() {
    return 0;
  }

  @Override
  public int maxPlaintext() {
    return Integer.MAX_VALUE;
  }

  @Override
  public @Nullable ByteBuffer read() throws IOException {
    try {
      int count = in.read(buffer, 0, buffer.length);
      return count < 0 ? null : ByteBuffer.wrap(buffer, 0, count);
    } catch (TlsNoCloseNotifyException e) {
      return null; // the muxer has its own good-bye
    }
  }

  @Override
  public void write(byte[] array, int offset, int length) throws IOException {
    out.write(array, offset, length);
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
