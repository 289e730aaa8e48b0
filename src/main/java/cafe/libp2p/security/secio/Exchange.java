package cafe.libp2p.security.secio;

import cafe.libp2p.protobuf.ProtobufReader;
import cafe.libp2p.protobuf.ProtobufWriter;
import java.io.IOException;

/** The second handshake message: an uncompressed ephemeral point, signed. */
@SuppressWarnings("ArrayRecordComponent") // internal, never compared or changed
record Exchange(byte[] point, byte[] signature) {
  byte[] encode() {
    return new ProtobufWriter().bytes(1, point).bytes(2, signature).toByteArray();
  }

  static Exchange decode(byte[] message) throws IOException {
    byte[] point = {};
    byte[] signature = {};
    ProtobufReader reader = new ProtobufReader(message);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> point = reader.bytes();
        case 2 -> signature = reader.bytes();
        default -> {}
      }
    }
    return new Exchange(point, signature);
  }
}
