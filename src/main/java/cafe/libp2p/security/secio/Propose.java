package cafe.libp2p.security.secio;

import cafe.libp2p.protobuf.ProtobufReader;
import cafe.libp2p.protobuf.ProtobufWriter;
import java.io.IOException;
import java.util.List;

/** The first handshake message: who we are and what we can do, in order of preference. */
@SuppressWarnings("ArrayRecordComponent") // internal, never compared or changed
record Propose(
    byte[] nonce,
    byte[] publicKey,
    List<String> exchanges,
    List<String> ciphers,
    List<String> hashes) {
  private static final int NONCE = 16;

  byte[] encode() {
    return new ProtobufWriter()
        .bytes(1, nonce)
        .bytes(2, publicKey)
        .string(3, String.join(",", exchanges))
        .string(4, String.join(",", ciphers))
        .string(5, String.join(",", hashes))
        .toByteArray();
  }

  static Propose decode(byte[] message) throws IOException {
    byte[] nonce = {};
    byte[] publicKey = {};
    String exchanges = "";
    String ciphers = "";
    String hashes = "";
    ProtobufReader reader = new ProtobufReader(message);
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> nonce = reader.bytes();
        case 2 -> publicKey = reader.bytes();
        case 3 -> exchanges = reader.string();
        case 4 -> ciphers = reader.string();
        case 5 -> hashes = reader.string();
        default -> {}
      }
    }
    if (nonce.length != NONCE) {
      throw new IOException("secio: nonce of " + nonce.length + " bytes");
    }
    return new Propose(nonce, publicKey, split(exchanges), split(ciphers), split(hashes));
  }

  private static List<String> split(String list) {
    return List.of(list.split(","));
  }
}
