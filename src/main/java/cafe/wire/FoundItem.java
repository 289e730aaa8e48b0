package cafe.wire;

import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.wire.pb.CafeClientThread;
import cafe.wire.pb.QueryResult;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * One result of a query, as it travels: a {@code QueryResult}.
 *
 * @param id of a peer the peer id, of a snapshot the thread id
 * @param date when it last changed; empty for snapshots
 * @param kind what the value is
 * @param value the serialised {@code Peer} or {@code CafeClientThread}; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Handed through once, never compared.
public record FoundItem(String id, Optional<Instant> date, Kind kind, byte[] value) {

  /**
   * What a result is. Their names in type URLs follow a bare slash, as the original writes them.
   */
  public enum Kind {
    /** A published peer. */
    PEER("Peer"),
    /** A thread's encrypted snapshot. */
    SNAPSHOT("CafeClientThread");

    private final String messageName;

    Kind(String messageName) {
      this.messageName = messageName;
    }
  }

  /** A published peer. */
  public static FoundItem peer(PeerRecord peer) {
    return new FoundItem(peer.id(), Optional.of(peer.updated()), Kind.PEER, peer.encode());
  }

  /** A snapshot. */
  public static FoundItem snapshot(String thread, String client, byte[] ciphertext) {
    CafeClientThread value =
        CafeClientThread.newBuilder()
            .setId(thread)
            .setClient(client)
            .setCiphertext(ByteString.copyFrom(ciphertext))
            .build();
    return new FoundItem(thread, Optional.empty(), Kind.SNAPSHOT, value.toByteArray());
  }

  /**
   * Of a generated message that somebody sent.
   *
   * @throws CafeException {@link Fault#ENVELOPE_INVALID} for a value of another type
   */
  public static FoundItem of(QueryResult result) {
    String url = result.getValue().getTypeUrl();
    String name = url.substring(url.lastIndexOf('/') + 1);
    for (Kind kind : Kind.values()) {
      if (kind.messageName.equals(name)) {
        return new FoundItem(
            result.getId(),
            result.hasDate()
                ? Optional.of(Timestamps.toInstant(result.getDate()))
                : Optional.empty(),
            kind,
            result.getValue().getValue().toByteArray());
      }
    }
    throw new CafeException(Fault.ENVELOPE_INVALID, "a result of an unknown type");
  }

  /** As a generated message. */
  public QueryResult message() {
    QueryResult.Builder result =
        QueryResult.newBuilder()
            .setId(id)
            .setValue(
                Any.newBuilder()
                    .setTypeUrl("/" + kind.messageName)
                    .setValue(ByteString.copyFrom(value)));
    date.ifPresent(time -> result.setDate(Timestamps.of(time)));
    return result.build();
  }

  /** As many bytes as it takes in an envelope with others, or a few more. */
  public int size() {
    return value.length + CodedOutputStream.computeStringSizeNoTag(id) + 96;
  }
}
