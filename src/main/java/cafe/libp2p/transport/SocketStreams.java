package cafe.libp2p.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** A socket that has no channel of its own, such as a TLS socket, as a channel. */
final class SocketStreams implements ByteChannel {
  private static final int MAX_READ = 16 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  SocketStreams(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (target.hasArray()) {
      int count =
          in.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
      if (count > 0) {
        target.position(target.position() + count);
      }
      return count;
    }
    byte[] bytes = new byte[Math.min(target.remaining(), MAX_READ)];
    int count = in.read(bytes);
    if (count > 0) {
      target.put(bytes, 0, count);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int count = source.remaining();
    if (source.hasArray()) {
      out.write(source.array(), source.arrayOffset() + source.position(), count);
      source.position(source.limit());
    } else {
      byte[] bytes = new byte[count];
      source.get(bytes);
      out.write(bytes);
    }
    return count;
  }

  @Override
  public boolean isOpen() {
    return !socket.isClosed();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
