package cafe.libp2p.security.tls;

import cafe.libp2p.transport.BufferedChannel;
import java.io.IOException;
import java.io.InputStream;

/** The channel's bytes, which are TLS records; tells the channel where each of them ends. */
final class RecordInput extends InputStream {
  /** Type, version and length. */
  private static final int HEADER = 5;

  private final BufferedChannel channel;
  private final InputStream in;
  private int headerBytes;
  private int fragment;

  RecordInput(BufferedChannel channel) {
    this.channel = channel;
    this.in = channel.input();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int left = headerBytes < HEADER ? HEADER - headerBytes : fragment;
    int count = in.read(target, offset, Math.min(length, left));
    for (int i = 0; i < count; i++) {
      take(target[offset + i] & 0xff);
    }
    return count;
  }

  private void take(int value) {
    if (headerBytes < HEADER) {
      headerBytes++;
      fragment = headerBytes > 3 ? fragment << 8 | value : 0;
    } else {
      fragment--;
    }
    if (headerBytes == HEADER && fragment == 0) {
      headerBytes = 0;
      channel.frameBoundary();
    }
  }

  @Override
  public int available() throws IOException {
    return in.available();
  }
}
