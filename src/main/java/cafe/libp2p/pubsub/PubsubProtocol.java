package cafe.libp2p.pubsub;

import java.util.Arrays;

/** What a peer speaks, in our order of preference. */
enum PubsubProtocol {
  GOSSIPSUB_1_1("/meshsub/1.1.0"),
  GOSSIPSUB_1_0("/meshsub/1.0.0"),
  FLOODSUB("/floodsub/1.0.0");

  private final String id;

  PubsubProtocol(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  boolean hasMesh() {
    return this != FLOODSUB;
  }

  static String[] ids() {
    return Arrays.stream(values()).map(PubsubProtocol::id).toArray(String[]::new);
  }

  static PubsubProtocol of(String id) {
    return Arrays.stream(values())
        .filter(protocol -> protocol.id.equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not pubsub: " + id));
  }
}
