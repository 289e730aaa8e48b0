package cafe.inbox;

import static cafe.testkit.GeneratedClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.client.Acknowledgement;
import cafe.client.ApiException;
import cafe.client.InboxPage;
import cafe.client.MessagesMessagesInner;
import cafe.database.Database;
import cafe.identity.sessions.Sessions;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.ContractWatch;
import cafe.testkit.GeneratedClient;
import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The inbox over HTTP, attacks among it; run on each database. What clients do goes through the
 * generated client; odd paths and bodies are made by hand, and live streams, which it cannot read.
 */
abstract class InboxRoutesContract {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TestHTTPResource URI base;
  @Inject AccessTokens tokens;
  @Inject Sessions sessions;
  @Inject InboxConfig config;
  @Inject Database database;
  @Inject InboxRepository rows;

  private GeneratedClient cafe;
  private TestDevice ada;
  private TestDevice ben;
  private TestDevice eve;

  @BeforeEach
  void register() {
    cafe = GeneratedClient.of(base);
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    ada = TestDevice.create().register(base, token);
    ben = TestDevice.create().register(base, token);
    eve = TestDevice.create();
  }

  @Test
  void whatIsDeliveredIsFoundOnceAndReadable() throws Exception {
    byte[] letter = Letters.of(eve, "hello");
    deliver(eve, ada, letter);
    deliver(eve, ada, letter);

    List<MessagesMessagesInner> messages = check(ada);
    assertThat(messages).as("a repeat is none").hasSize(1);
    assertThat(messages.getFirst().getId()).isEqualTo(Letters.id(letter));
    assertThat(messages.getFirst().getPeer()).isEqualTo(eve.peer().toString());
    assertThat(body(ada, Letters.id(letter))).isEqualTo(letter);
  }

  @Test
  void pagesOfTenAndNoEndlessLoop() throws Exception {
    for (int i = 0; i < 13; i++) {
      deliver(eve, ada, Letters.of(eve, "letter " + i));
    }
    assertThat(check(ada)).hasSize(10);
    assertThat(delete(ada)).isTrue();
    assertThat(check(ada)).hasSize(3);
    assertThat(delete(ada)).isFalse();
  }

  /** Q7: old clients delete first and download afterwards. */
  @Test
  void bodiesStayAfterTheDelete() throws Exception {
    byte[] letter = Letters.of(eve, "download me later");
    deliver(eve, ada, letter);
    assertThat(check(ada)).hasSize(1);
    assertThat(delete(ada)).isFalse();

    String id = Letters.id(letter);
    assertThat(body(ada, id)).isEqualTo(letter);
    assertThat(bytes(cafe.gateway().getContent(id, null, null, null, null, null, null, null, null)))
        .isEqualTo(letter);
  }

  @Test
  void onlyTheOwnInboxIsOpen() throws Exception {
    deliver(eve, ada, Letters.of(eve, "private"));
    String adas = "/api/v1/inbox/" + ada.peer();

    assertThat(send(request(adas).GET()).statusCode()).isEqualTo(401);
    assertThat(send(as(ben, adas).GET()).statusCode()).isEqualTo(403);
    assertThat(send(as(ben, adas).DELETE()).statusCode()).isEqualTo(403);
    assertThat(check(ada)).hasSize(1);
  }

  @Test
  void acknowledgesById() throws Exception {
    byte[] one = Letters.of(eve, "one");
    byte[] two = Letters.of(eve, "two");
    deliver(eve, ada, one);
    deliver(eve, ada, two);
    InboxPage first = cafe.inbox().listMessages(null, 1, ada.authorization());
    assertThat(first.getMore()).isTrue();
    assertThat(first.getMessages()).singleElement().returns(Letters.id(one), m -> m.getId());
    String cursor = first.getMessages().getFirst().getCursor();

    Acknowledgement read = new Acknowledgement().ids(List.of(Letters.id(one)));
    cafe.inbox().acknowledgeMessages(read, ada.authorization());
    cafe.inbox().acknowledgeMessages(read, ada.authorization());
    for (String after : Arrays.asList(null, cursor)) {
      InboxPage page = cafe.inbox().listMessages(after, null, ada.authorization());
      assertThat(page.getMore()).isFalse();
      assertThat(page.getMessages())
          .singleElement()
          .returns(Letters.id(two), m -> m.getId())
          .returns(eve.peer().toString(), m -> m.getFrom())
          .returns((long) two.length, m -> m.getSize());
    }
  }

  @Test
  void aLiveStreamTellsWhatWaitsAndWhatComesAndGoesOnWhereItStopped() throws Exception {
    byte[] first = Letters.of(eve, "first");
    deliver(eve, ada, first);
    String cursor;
    try (InputStream stream = stream(ada, "")) {
      BufferedReader lines = reader(stream);
      cursor = event(lines, Letters.id(first));
      byte[] second = Letters.of(eve, "second");
      deliver(eve, ada, second);
      event(lines, Letters.id(second));
    }
    try (InputStream stream = stream(ada, cursor)) {
      event(reader(stream), Letters.id(Letters.of(eve, "second")));
    }
  }

  /** W5: whoever is added to an account, by its owner or not, is announced to its devices. */
  @Test
  void w5ALiveStreamTellsOfNewDevicesOfTheAccountOnly() throws Exception {
    String token = tokens.create(new NewAccessToken("test", null, null)).text();
    try (InputStream stream = stream(ada, "")) {
      BufferedReader lines = reader(stream);
      assertThat(lines.readLine()).isEqualTo(":");
      ben.sibling().register(base, token);
      TestDevice phone = ada.sibling().register(base, token);
      String line = lines.readLine();
      while (!line.startsWith("event:")) {
        line = lines.readLine();
      }
      assertThat(line).isEqualTo("event: device");
      assertThat(lines.readLine()).isEqualTo("data: {\"peer\":\"" + phone.peer() + "\"}");
      byte[] letter = Letters.of(eve, "after the warning");
      deliver(eve, ada, letter);
      event(lines, Letters.id(letter));
    }
  }

  @Test
  void bytesThatWaitAreCountedExactly() throws Exception {
    byte[] one = Letters.of(eve, "one");
    byte[] two = Letters.of(eve, "two".repeat(1000));
    deliver(eve, ada, one);
    deliver(eve, ada, one);
    deliver(eve, ada, two);
    assertThat(waiting()).isEqualTo(new InboxRepository.Waiting(2, one.length + two.length));
    check(ada);
    deliver(eve, ada, Letters.of(eve, "unseen"));
    delete(ada);
    delete(ada);
    assertThat(waiting())
        .isEqualTo(new InboxRepository.Waiting(1, Letters.of(eve, "unseen").length));
    check(ada);
    delete(ada);
    assertThat(waiting()).isEqualTo(new InboxRepository.Waiting(0, 0));
  }

  private InboxRepository.Waiting waiting() {
    return database.read(() -> rows.waiting(ada.peer()));
  }

  @Test
  void aClientHasOnlySoManyLiveStreams() throws Exception {
    List<InputStream> open = new ArrayList<>();
    try {
      for (int i = 0; i < config.maxStreamsPerClient(); i++) {
        open.add(stream(ada, ""));
        assertThat(reader(open.getLast()).readLine()).isEqualTo(":");
      }
      HttpRequest.Builder oneMore = as(ada, "/cafe/v1/inbox/stream").GET();
      assertThat(send(oneMore).statusCode()).isEqualTo(429);
    } finally {
      for (InputStream each : open) {
        each.close();
      }
    }
  }

  @Test
  void aLiveStreamEndsWithItsSession() throws Exception {
    try (InputStream stream = stream(ada, "")) {
      BufferedReader lines = reader(stream);
      assertThat(lines.readLine()).as("what says that it is open").isEqualTo(":");
      sessions.revokeClient(ada.peer());
      deliver(eve, ada, Letters.of(eve, "not for a thief"));
      assertThat(lines.lines().filter(line -> line.startsWith("data:"))).isEmpty();
    }
  }

  private InputStream stream(TestDevice device, String cursor) throws Exception {
    HttpRequest.Builder request = as(device, "/cafe/v1/inbox/stream").GET();
    if (!cursor.isEmpty()) {
      request.header("Last-Event-ID", cursor);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()).body();
  }

  private static BufferedReader reader(InputStream stream) {
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** Reads on to the next event, which must be of a message; returns its id. */
  private static String event(BufferedReader lines, String message) throws Exception {
    List<String> event = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("id:") || line.startsWith("data:")) {
        event.add(line);
      } else if (line.isEmpty() && !event.isEmpty()) {
        assertThat(event.get(1)).contains(message);
        return event.get(0).substring("id:".length()).strip();
      }
    }
    throw new AssertionError("the stream ended");
  }

  private List<MessagesMessagesInner> check(TestDevice device) throws ApiException {
    return cafe.inbox()
        .checkMessages(device.peer().toString(), device.authorization())
        .getMessages();
  }

  /** Deletes what the last check returned; says whether more wait. */
  private boolean delete(TestDevice device) throws ApiException {
    return cafe.inbox().deleteMessages(device.peer().toString(), device.authorization()).getMore()
        != null;
  }

  private byte[] body(TestDevice device, String id) throws ApiException {
    return bytes(cafe.inbox().getMessage(id, device.authorization()));
  }

  private void deliver(TestDevice from, TestDevice to, byte[] letter) throws ApiException {
    String author = from.peer().toString();
    String recipient = to.peer().toString();
    GeneratedClient.send(letter, file -> cafe.inbox().deliverWithHttpInfo(author, recipient, file));
  }

  private HttpRequest.Builder as(TestDevice device, String path) {
    return request(path).header("Authorization", "Basic " + device.access());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path));
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return ContractWatch.seen(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
  }
}
