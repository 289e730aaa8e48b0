package cafe.doors;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeStoreAck;
import cafe.wire.pb.Message;
import java.io.IOException;
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
}
