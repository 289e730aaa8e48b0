package cafe.wire;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.wire.pb.Cafe;
import cafe.wire.pb.Peer;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.List;

/**
 * The {@code Peer} message: what a peer tells about itself. Fields as they came, unchecked.
 *
 * @param id the peer's id
 * @param address its account's address
 * @param name its user's name
 * @param avatar CID of its avatar
 * @param inboxes cafes that take messages for it
 * @param created when it was made, as it says
 * @param updated when it last changed, as it says
 */
public record PeerRecord(
    String id,
    String address,
    String name,
    String avatar,
    List<CafeRecord> inboxes,
    Instant created,
    Instant updated) {

  /** Copies the list. */
  public PeerRecord {
    inboxes = List.copyOf(inboxes);
  }

  /** The {@code Cafe} message: peer id, operator's account, API and protocol versions, URL. */
  public record CafeRecord(
      String peer, String address, String api, String protocol, String node, String url) {}

  /** Of a generated message. */
  public static PeerRecord of(Peer peer) {
    return new PeerRecord(
        peer.getId(),
        peer.getAddress(),
        peer.getName(),
        peer.getAvatar(),
        peer.getInboxesList().stream().map(PeerRecord::cafe).toList(),
        Timestamps.toInstant(peer.getCreated()),
        Timestamps.toInstant(peer.getUpdated()));
  }

  /**
   * Of a serialised message.
   *
   * @throws CafeException {@link Fault#ENVELOPE_INVALID}
   */
  public static PeerRecord decode(byte[] bytes) {
    try {
      return of(Peer.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new CafeException(Fault.ENVELOPE_INVALID, "not a peer", e);
    }
  }

  /** The serialised message. */
  public byte[] encode() {
    Peer.Builder peer =
        Peer.newBuilder()
            .setId(id)
            .setAddress(address)
            .setName(name)
            .setAvatar(avatar)
            .setCreated(Timestamps.of(created))
            .setUpdated(Timestamps.of(updated));
    inboxes.forEach(inbox -> peer.addInboxes(message(inbox)));
    return peer.build().toByteArray();
  }

  private static CafeRecord cafe(Cafe cafe) {
    return new CafeRecord(
        cafe.getPeer(),
        cafe.getAddress(),
        cafe.getApi(),
        cafe.getProtocol(),
        cafe.getNode(),
        cafe.getUrl());
  }

  private static Cafe message(CafeRecord cafe) {
    return Cafe.newBuilder()
        .setPeer(cafe.peer())
        .setAddress(cafe.address())
        .setApi(cafe.api())
        .setProtocol(cafe.protocol())
        .setNode(cafe.node())
        .setUrl(cafe.url())
        .build();
  }
}
