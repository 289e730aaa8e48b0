package cafe.ipld.unixfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** The pieces of a file as a stream. */
final class PiecesInputStream extends InputStream {
  private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

  private final FilePieces pieces;
  private ByteBuffer piece = EMPTY;

  PiecesInputStream(FilePieces pieces) {
    this.pieces = pieces;
  }

  @Override
  public int read() throws IOException {
    return more() ? piece.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!more()) {
      return -1;
    }
    int n = Math.min(length, piece.remaining());
    piece.get(buffer, offset, n);
    return n;
  }

  @Override
  public int available() {
    return piece.remaining();
  }

  private boolean more() throws IOException {
    if (!piece.hasRemaining()) {
      ByteBuffer next = pieces.next();
      piece = next == null ? EMPTY : next;
    }
    return piece.hasRemaining();
  }
}
