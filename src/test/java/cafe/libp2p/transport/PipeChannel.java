package cafe.libp2p.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Two channels in one process, connected to each other. */
public final class PipeChannel implements ByteChannel {
  private final ReadableByteChannel in;
  private final WritableByteChannel out;

  private PipeChannel(ReadableByteChannel in, WritableByteChannel out) {
    this.in = in;
    this.out = out;
  }

  /** A connected pair. */
  public static PipeChannel[] pair() throws IOException {
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    return new PipeChannel[] {
      new PipeChannel(back.source(), there.sink()), new PipeChannel(there.source(), back.sink())
    };
  }

  /** A channel that only reads these bytes. */
  public static PipeChannel of(byte[] bytes) {
    return new PipeChannel(
        Channels.newChannel(new ByteArrayInputStream(bytes)),
        Channels.newChannel(OutputStream.nullOutputStream()));
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return in.read(target);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return out.write(source);
  }

  @Override
  public boolean isOpen() {
    return in.isOpen();
  }

  @Override
  public void close() throws IOException {
    in.close();
    out.close();
  }
}
