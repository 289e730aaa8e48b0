package cafe.tour;

import cafe.client.ApiException;
import cafe.crypto.DecryptionException;
import cafe.crypto.NaclBox;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeClientThread;
import cafe.wire.pb.Message;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryOptions;
import cafe.wire.pb.QueryResult;
import cafe.wire.pb.QueryResults;
import cafe.wire.pb.Thread;
import cafe.wire.pb.ThreadSnapshotQuery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The original's search: a query in an envelope, and a row of envelopes with results. */
final class Search {

  private static final int FRAME_LENGTH = 0xffff;
  private static final int WAIT_SECONDS = 1;

  private final CafeClient cafe;
  private final Drafts drafts;

  Search(CafeClient cafe, Drafts drafts) {
    this.cafe = cafe;
    this.drafts = drafts;
  }

  /** The snapshots of a device's account, opened with the account's key. */
  List<Thread> threads(Device device) throws ApiException, IOException, DecryptionException {
    ThreadSnapshotQuery payload =
        ThreadSnapshotQuery.newBuilder().setAddress(device.account().address()).build();
    Query query =
        Query.newBuilder()
            .setType(Query.Type.THREAD_SNAPSHOTS)
            .setOptions(QueryOptions.newBuilder().setLimit(-1).setWait(WAIT_SECONDS))
            .setPayload(Payloads.packBare(payload))
            .build();
    List<Thread> threads = new ArrayList<>();
    for (QueryResult result : results(device, query)) {
      CafeClientThread snapshot =
          Payloads.unpack(result.getValue(), CafeClientThread.getDefaultInstance());
      byte[] opened = NaclBox.open(device.account().key(), snapshot.getCiphertext().toByteArray());
      threads.add(Thread.parseFrom(opened));
    }
    return threads;
  }

  private List<QueryResult> results(Device device, Query query) throws ApiException, IOException {
    byte[] request =
        Envelopes.sign(Envelopes.request(Message.Type.CAFE_QUERY, query), device).toByteArray();
    byte[] answer =
        ThreadReader.take(cafe.directory().search(drafts.of(request), device.authorization()));
    ByteBuffer frames = ByteBuffer.wrap(answer).order(ByteOrder.LITTLE_ENDIAN);
    List<QueryResult> results = new ArrayList<>();
    while (frames.hasRemaining()) {
      byte[] envelope = new byte[frames.getShort() & FRAME_LENGTH];
      frames.get(envelope);
      Message message = Envelopes.open(envelope);
      results.addAll(
          Payloads.unpack(message.getPayload(), QueryResults.getDefaultInstance()).getItemsList());
    }
    return results;
  }
}
