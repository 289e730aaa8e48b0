package cafe.wire;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.CafeException;
import cafe.libp2p.hostile.Allocation;
import cafe.testkit.TestNode;
import cafe.wire.pb.CafeChallenge;
import cafe.wire.pb.CafeDeliverMessage;
import cafe.wire.pb.CafeObject;
import cafe.wire.pb.CafePublishPeer;
import cafe.wire.pb.CafeRegistration;
import cafe.wire.pb.CafeStore;
import cafe.wire.pb.CafeStoreThread;
import cafe.wire.pb.Envelope;
import cafe.wire.pb.Error;
import cafe.wire.pb.Message;
import cafe.wire.pb.PubSubQuery;
import cafe.wire.pb.PubSubQueryResults;
import cafe.wire.pb.ThreadEnvelope;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/** Envelopes of strangers, and what peers may sign. */
class HostileEnvelopesTest {
  private static final TestNode PEER = TestNode.CLIENT;

  private static final List<MessageLite> PAYLOADS =
      List.of(
          CafeChallenge.getDefaultInstance(),
          CafeRegistration.getDefaultInstance(),
          CafeStore.getDefaultInstance(),
          CafeObject.getDefaultInstance(),
          CafeStoreThread.getDefaultInstance(),
          CafeDeliverMessage.getDefaultInstance(),
          CafePublishPeer.getDefaultInstance(),
          PubSubQuery.getDefaultInstance(),
          PubSubQueryResults.getDefaultInstance(),
          ThreadEnvelope.getDefaultInstance(),
          Error.getDefaultInstance());

  /** Something that may refuse what it is given. */
  private interface Attempt {
    void run() throws IOException;
  }

  private static void orRefuse(Attempt attempt) throws IOException {
    try {
      attempt.run();
    } catch (CafeException e) {
      throw new IOException(e.fault() + ": " + e.detail(), e);
    }
  }

  /** The bytes of a stream. */
  @FuzzTest
  void stream(byte[] data) {
    Allocation.bounded(
        data,
        () ->
            orRefuse(
                () -> {
                  ByteArrayInputStream in = new ByteArrayInputStream(data);
                  for (byte[] frame = Frames.read(in, Frames.MAX);
                      frame != null;
                      frame = Frames.read(in, Frames.MAX)) {
                    Envelopes.outline(frame);
                    Envelopes.verify(frame, PEER.peerId());
                  }
                }));
  }

  /** One envelope that nobody vouches for. */
  @FuzzTest
  void envelope(byte[] data) {
    Allocation.bounded(
        data,
        () ->
            orRefuse(
                () -> {
                  Message message = Envelopes.open(data);
                  Envelopes.outline(data);
                  payloads(message.getPayload());
                }));
    Allocation.bounded(data, () -> orRefuse(() -> SealedUpdate.open(data)));
  }

  /** A message that its peer has signed. */
  @FuzzTest
  void signed(byte[] data) {
    byte[] envelope =
        Envelope.newBuilder()
            .setSig(ByteString.copyFrom(PEER.sign(data)))
            .build()
            .toByteString()
            .concat(message(data))
            .toByteArray();
    Allocation.bounded(
        data,
        () ->
            orRefuse(
                () -> {
                  Message message = Envelopes.verify(envelope, PEER.peerId());
                  payloads(message.getPayload());
                }));
    Allocation.bounded(data, () -> orRefuse(() -> SealedUpdate.verify(envelope, PEER.peerId())));
  }

  /** The envelope's first field, whatever it holds. */
  private static ByteString message(byte[] data) {
    byte[] length = cafe.ipld.Varint.encode(data.length);
    return ByteString.copyFrom(new byte[] {0x0a})
        .concat(ByteString.copyFrom(length))
        .concat(ByteString.copyFrom(data));
  }

  /** A payload of each type; all but one of the attempts are refused. */
  private static void payloads(Any payload) {
    for (MessageLite type : PAYLOADS) {
      try {
        MessageLite read = Payloads.unpack(payload, type);
        assertThat(read.getClass()).isEqualTo(type.getClass());
      } catch (CafeException e) {
        assertThat(e.detail()).isNotBlank();
      }
    }
  }
}
