package cafe.libp2p.mux.yamux;

import cafe.libp2p.mux.ProtocolViolation;
import java.nio.ByteBuffer;

/**
 * The header of a yamux frame.
 *
 * @param type one of the constants here
 * @param flags a combination of the flags here
 * @param stream the stream's id; 0 is the session
 * @param length bytes of data, window increment, ping value or reason, by type; unsigned
 */
record YamuxFrame(int type, int flags, int stream, long length) {
  static final int HEADER = 12;

  static final int DATA = 0;
  static final int WINDOW = 1;
  static final int PING = 2;
  static final int GO_AWAY = 3;

  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  static final int NORMAL = 0;
  static final int PROTOCOL_ERROR = 1;

  static byte[] encode(int type, int flags, int stream, int length) {
    byte[] header = new byte[HEADER];
    header[1] = (byte) type;
    header[3] = (byte) flags;
    ByteBuffer.wrap(header).putInt(4, stream).putInt(8, length);
    return header;
  }

  static YamuxFrame decode(byte[] header) throws ProtocolViolation {
    ByteBuffer in = ByteBuffer.wrap(header);
    int type = in.get(1);
    if (in.get(0) != 0 || type < DATA || type > GO_AWAY) {
      throw new ProtocolViolation("yamux: unknown version or frame type");
    }
    return new YamuxFrame(type, in.getShort(2) & 0xffff, in.getInt(4), in.getInt(8) & 0xffffffffL);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }
}
