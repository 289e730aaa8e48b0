package cafe.doors;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeDeliverMessage;
import cafe.wire.pb.CafeObjectList;
import cafe.wire.pb.CafeStore;
import cafe.wire.pb.CafeStoreAck;
import cafe.wire.pb.Message;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A device that is registered, with its stream to the cafe. */
abstract class StreamContract extends DoorsContract {

  TestDevice ada;
  StreamClient client;

  @BeforeEach
  void register() {
    ada = TestDevice.create().register(base, accessToken());
    client = new StreamClient(ada, host());
  }

  @AfterEach
  void close() {
    client.close();
  }

  /** Sends a file, which must be taken; its CID. */
  String store(byte[] file) throws IOException {
    String cid = Letters.id(file);
    Message stored = client.ask(Message.Type.CAFE_OBJECT, Letters.file(ada.access(), file));
    assertThat(Payloads.unpack(stored.getPayload(), CafeStoreAck.getDefaultInstance()).getId())
        .isEqualTo(cid);
    return cid;
  }

  /** Those of some CIDs that the cafe wants to be sent. */
  List<String> lacking(List<String> cids) throws IOException {
    Message answer =
        client.ask(
            Message.Type.CAFE_STORE,
            CafeStore.newBuilder().setToken(ada.access()).addAllCids(cids).build());
    return Payloads.unpack(answer.getPayload(), CafeObjectList.getDefaultInstance()).getCidsList();
  }

  /** What delivers a letter that a device has written to itself. */
  static Message delivery(TestDevice to, String text) {
    return Envelopes.request(
        Message.Type.CAFE_DELIVER_MESSAGE,
        CafeDeliverMessage.newBuilder()
            .setClient(to.peer().toString())
            .setEnv(ByteString.copyFrom(Letters.of(to, text)))
            .build());
  }
}
