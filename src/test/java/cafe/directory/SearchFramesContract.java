package cafe.directory;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.GeneratedClient;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeClientThread;
import cafe.wire.pb.Message;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryOptions;
import cafe.wire.pb.QueryResult;
import cafe.wire.pb.QueryResults;
import cafe.wire.pb.ThreadSnapshotQuery;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The frames of a search and what fits into them, to the byte; run on each database. */
abstract class SearchFramesContract {
  private static final int MOST = 65_535;

  @TestHTTPResource URI base;
  @Inject AccessTokens tokens;

  private GeneratedClient cafe;
  private TestDevice ada;

  @BeforeEach
  void register() {
    cafe = GeneratedClient.of(base);
    ada =
        TestDevice.create()
            .register(base, tokens.create(new NewAccessToken("frames", null, null)).text());
  }

  /** W16: the original's length wraps and ruins the stream; here one that fits is sent. */
  @Test
  void w16ASnapshotIsSentAsLongAsItsEnvelopeFitsIntoAFrame() throws Exception {
    store("pilot", 60_001);
    int overhead = search().get("pilot").frame() - 60_001;
    Map<String, byte[]> stored = new LinkedHashMap<>();
    for (int below : List.of(4_000, 1, 0, -1, -overhead, -4_464)) {
      // as long as the pilot's name
      String thread = "%05d".formatted(Math.floorMod(below, 99_999));
      stored.put(thread, store(thread, MOST - overhead - below));
    }
    List<String> told = new ArrayList<>();
    Map<String, Found> found = told(told, this::search);

    assertThat(found).containsOnlyKeys("pilot", "04000", "00001", "00000");
    assertThat(found.get("00001").frame()).isEqualTo(MOST - 1);
    assertThat(found.get("00000").frame()).isEqualTo(MOST);
    found.remove("pilot");
    found.forEach((thread, it) -> assertThat(it.snapshot()).isEqualTo(stored.get(thread)));
    assertThat(told)
        .containsExactly("a search left out 3 results that fit into no frame of 65,535 bytes");
  }

  /** Ids of many bytes and few letters. */
  @Test
  void w16LongIdsComeInWholeFrames() throws Exception {
    for (int i = 0; i < 100; i++) {
      store("\u4e2d".repeat(120) + i, 1);
    }
    assertThat(search()).hasSize(100);
  }

  /**
   * A snapshot that was found.
   *
   * @param frame length of the frame that it came in
   * @param snapshot its bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Found(int frame, byte[] snapshot) {}

  /** Snapshots by thread. */
  private Map<String, Found> search() throws Exception {
    ThreadSnapshotQuery account =
        ThreadSnapshotQuery.newBuilder().setAddress(ada.address()).build();
    Query query =
        Query.newBuilder()
            .setId("frames")
            .setType(Query.Type.THREAD_SNAPSHOTS)
            .setOptions(QueryOptions.newBuilder().setLimit(-1).setWait(1))
            .setPayload(Payloads.packBare(account))
            .build();
    Message request = Envelopes.request(Message.Type.CAFE_QUERY, query);
    byte[] envelope = Envelopes.sign(request, new TestNode(ada.peerKey())).toByteArray();
    return found(
        GeneratedClient.bytes(
            GeneratedClient.send(
                envelope, file -> cafe.directory().search(file, ada.authorization()))));
  }

  private static Map<String, Found> found(byte[] frames) throws IOException {
    Map<String, Found> found = new LinkedHashMap<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(frames));
    while (in.available() > 0) {
      int length = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
      byte[] envelope = new byte[length];
      in.readFully(envelope);
      Message message = Envelopes.open(envelope);
      for (QueryResult item :
          Payloads.unpack(message.getPayload(), QueryResults.getDefaultInstance()).getItemsList()) {
        CafeClientThread value = CafeClientThread.parseFrom(item.getValue().getValue());
        found.put(item.getId(), new Found(length, value.getCiphertext().toByteArray()));
      }
    }
    return found;
  }

  private byte[] store(String thread, int size) throws Exception {
    byte[] snapshot = new byte[size];
    ThreadLocalRandom.current().nextBytes(snapshot);
    GeneratedClient.send(
        snapshot,
        file -> cafe.snapshots().storeThreadWithHttpInfo(thread, file, ada.authorization()));
    return snapshot;
  }

  /** A search. */
  @FunctionalInterface
  private interface Step {
    Map<String, Found> run() throws Exception;
  }

  /** Runs a step and notes what the log says meanwhile of a search. */
  private static Map<String, Found> told(List<String> told, Step step) throws Exception {
    Logger logger = Logger.getLogger("cafe.directory.queries.SearchRun");
    Handler notes =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            String text = entry.getMessage();
            Object[] values = entry.getParameters();
            told.add(values == null ? text : MessageFormat.format(text, values));
          }

          @Override
          public void flush() {
            // Nothing is buffered.
          }

          @Override
          public void close() {
            // Nothing is held.
          }
        };
    Level before = logger.getLevel();
    logger.setLevel(Level.ALL);
    logger.addHandler(notes);
    try {
      return step.run();
    } finally {
      logger.removeHandler(notes);
      logger.setLevel(before);
    }
  }
}
