package cafe.libp2p.identify;

import cafe.libp2p.Multiaddr;
import cafe.libp2p.protobuf.ProtobufReader;
import cafe.libp2p.protobuf.ProtobufWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a peer tells about itself. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record IdentifyMessage(
    byte[] publicKey,
    List<Multiaddr> listenAddresses,
    Set<String> protocols,
    Optional<Multiaddr> observedAddress,
    String agentVersion) {
  private static final String PROTOCOL_VERSION = "ipfs/0.1.0";
  private static final int MAX_ADDRESSES = 64;
  private static final int MAX_PROTOCOLS = 256;
  private static final int MAX_AGENT = 128;

  /**
   * Encodes it in at most that many bytes, leaving out the last addresses and protocols if it must;
   * one address stays as long as there is a protocol to leave out.
   */
  byte[] encode(int max) {
    int addresses = listenAddresses.size();
    int known = protocols.size();
    byte[] encoded = encodeWith(addresses, known);
    while (encoded.length > max && addresses + known > 0) {
      if (addresses > 1 || known == 0) {
        addresses--;
      } else {
        known--;
      }
      encoded = encodeWith(addresses, known);
    }
    return encoded;
  }

  private byte[] encodeWith(int addresses, int known) {
    ProtobufWriter out = new ProtobufWriter().bytes(1, publicKey);
    listenAddresses.stream().limit(addresses).forEach(address -> out.bytes(2, address.bytes()));
    protocols.stream().limit(known).forEach(protocol -> out.string(3, protocol));
    observedAddress.ifPresent(address -> out.bytes(4, address.bytes()));
    return out.string(5, PROTOCOL_VERSION).string(6, agentVersion).toByteArray();
  }

  /** Decodes a message; addresses that we do not understand are left out. */
  public static IdentifyMessage decode(byte[] message) throws IOException {
    byte[] publicKey = {};
    List<Multiaddr> addresses = new ArrayList<>();
    Set<String> protocols = new LinkedHashSet<>();
    Optional<Multiaddr> observed = Optional.empty();
    String agent = "";
    ProtobufReader in = new ProtobufReader(message);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> publicKey = in.bytes();
        case 2 -> {
          if (addresses.size() < MAX_ADDRESSES) {
            address(in.bytes()).ifPresent(addresses::add);
          }
        }
        case 3 -> {
          if (protocols.size() < MAX_PROTOCOLS) {
            protocols.add(in.string());
          }
        }
        case 4 -> observed = address(in.bytes());
        case 6 -> agent = in.string();
        default -> {}
      }
    }
    return new IdentifyMessage(publicKey, addresses, protocols, observed, printable(agent));
  }

  private static Optional<Multiaddr> address(byte[] bytes) {
    try {
      return Optional.of(Multiaddr.decode(bytes));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String printable(String agent) {
    String clean = agent.replaceAll("[^ -~]", "?");
    return clean.length() <= MAX_AGENT ? clean : clean.substring(0, MAX_AGENT);
  }
}
