package cafe.libp2p;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The protocols a multiaddr may be made of, with their codes from the multicodec table.
 *
 * @see <a href="https://github.com/multiformats/multiaddr/blob/master/protocols.csv">table</a>
 */
public enum MultiaddrProtocol {
  IP4(4, ValueType.IP4),
  TCP(6, ValueType.PORT),
  DNS(53, ValueType.TEXT),
  DNS4(54, ValueType.TEXT),
  DNS6(55, ValueType.TEXT),
  DNSADDR(56, ValueType.TEXT),
  UDP(273, ValueType.PORT),
  IP6(41, ValueType.IP6),
  IP6ZONE(42, ValueType.TEXT),
  IPCIDR(43, ValueType.BYTE),
  UNIX(400, ValueType.PATH),
  P2P(421, ValueType.PEER_ID),
  ONION3(445, ValueType.ONION3),
  TLS(448, ValueType.NONE),
  SNI(449, ValueType.TEXT),
  NOISE(454, ValueType.NONE),
  QUIC(460, ValueType.NONE),
  QUIC_V1(461, ValueType.NONE),
  WEBTRANSPORT(465, ValueType.NONE),
  CERTHASH(466, ValueType.MULTIBASE),
  WS(477, ValueType.NONE),
  WSS(478, ValueType.NONE),
  P2P_CIRCUIT(290, ValueType.NONE),
  WEBRTC_DIRECT(280, ValueType.NONE),
  WEBRTC(281, ValueType.NONE),
  UDT(301, ValueType.NONE),
  UTP(302, ValueType.NONE),
  HTTPS(443, ValueType.NONE),
  HTTP(480, ValueType.NONE),
  HTTP_PATH(481, ValueType.ESCAPED),
  MEMORY(777, ValueType.NUMBER);

  /** How the value of a protocol is written, as bytes and as text. */
  enum ValueType {
    NONE(0),
    BYTE(1),
    PORT(2),
    IP4(4),
    NUMBER(8),
    IP6(16),
    ONION3(37),
    TEXT(-1),
    PATH(-1),
    ESCAPED(-1),
    PEER_ID(-1),
    MULTIBASE(-1);

    /** The fixed size in bytes, or -1 if a varint length precedes the value. */
    final int size;

    ValueType(int size) {
      this.size = size;
    }
  }

  private static final Map<Integer, MultiaddrProtocol> BY_CODE = new HashMap<>();
  private static final Map<String, MultiaddrProtocol> BY_NAME = new HashMap<>();

  static {
    for (MultiaddrProtocol protocol : values()) {
      BY_CODE.put(protocol.code, protocol);
      BY_NAME.put(protocol.protocolName, protocol);
    }
    BY_NAME.put("ipfs", P2P); // the name of /p2p before 2019, still written by the original
  }

  private final int code;
  private final String protocolName;
  final ValueType valueType;

  MultiaddrProtocol(int code, ValueType valueType) {
    this.code = code;
    this.valueType = valueType;
    this.protocolName = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public int code() {
    return code;
  }

  /** The name in the text form, for example {@code ip4}. */
  public String protocolName() {
    return protocolName;
  }

  static Optional<MultiaddrProtocol> ofCode(long code) {
    return code > Integer.MAX_VALUE
        ? Optional.empty()
        : Optional.ofNullable(BY_CODE.get((int) code));
  }

  static Optional<MultiaddrProtocol> ofName(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }
}
