package cafe.libp2p.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** Passes everything on; tests change what they are about. */
public abstract class ForwardingChannel implements ByteChannel {
  private final ByteChannel below;

  protected ForwardingChannel(ByteChannel below) {
    this.below = below;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return below.read(target);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return below.write(source);
  }

  @Override
  public boolean isOpen() {
    return below.isOpen();
  }

  @Override
  public void close() throws IOException {
    below.close();
  }
}
