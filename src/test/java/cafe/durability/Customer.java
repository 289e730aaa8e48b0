package cafe.durability;

import cafe.crypto.Ed25519PrivateKey;
import cafe.durability.Ledger.Stored;
import cafe.durability.Ledger.Tokens;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.kernel.PeerId;
import cafe.storage.Content;
import cafe.storage.Contents;
import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One client at work: what it does is random, what it was promised stands in its ledger. */
final class Customer {
  private static final byte[] DIRECTORY = {8, 1};
  private static final int THREADS = 3;
  private static final int PAGE = 100;

  private final TestDevice device = TestDevice.create();
  private final Ledger ledger = new Ledger();
  private final List<String> threads = new ArrayList<>();
  private final List<Customer> all;
  private final Random random;
  private int count;

  /** A client among others, to whom it writes. */
  Customer(List<Customer> all, long seed) {
    this.all = all;
    this.random = new Random(seed);
    SecureRandom keys = new SecureRandom();
    for (int i = 0; i < THREADS; i++) {
      byte[] key = Ed25519PrivateKey.generate(keys).publicKey().bytes();
      threads.add(PeerId.ofEd25519(key).toString());
    }
  }

  TestDevice device() {
    return device;
  }

  Ledger ledger() {
    return ledger;
  }

  void register(URI base, String token) {
    device.register(base, token);
    ledger.sessions().next(new Tokens(device.access(), device.refresh())).acknowledge();
  }

  /** Works until the cafe is gone; an answer that is none of those expected is a problem. */
  void work(URI base) {
    try {
      while (true) {
        step(new Http(base, device.access()));
      }
    } catch (IOException e) {
      // Gone: what was under way was not acknowledged.
    } catch (RuntimeException | AssertionError e) {
      ledger.problems().add(device.peer() + ": " + e);
    }
  }

  private void step(Http cafe) throws IOException {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> store(cafe);
      case 5, 6 -> ask(cafe);
      case 7 -> release(cafe);
      case 8 -> pin(cafe);
      case 9, 10, 11 -> snapshot(cafe);
      case 12, 13, 14, 15 -> write(cafe);
      case 16 -> acknowledge(cafe);
      case 17 -> deleteChecked(cafe);
      case 18 -> publish(cafe);
      default -> refresh(cafe);
    }
  }

  private void store(Http cafe) throws IOException {
    List<Http.Upload> uploads = new ArrayList<>();
    List<Promise<Stored>> asked = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      byte[] bytes = bytes(random.nextInt(30) == 0 ? 300_000 : 8_000);
      Content file = Contents.file(bytes);
      uploads.add(new Http.Upload(file.root().toString(), bytes));
      asked.add(enter(new Stored(file, bytes)));
      if (random.nextInt(3) == 0) {
        PbLink link = new PbLink(file.root(), "file", bytes.length + 14L);
        PbNode node = new PbNode(List.of(link), ByteBuffer.wrap(DIRECTORY));
        Content folder = Contents.node(node);
        byte[] json = ObjectJson.encode(node).getBytes(StandardCharsets.UTF_8);
        uploads.add(new Http.Upload(folder.root().toString(), json));
        asked.add(enter(new Stored(folder, null)));
      }
    }
    expect(cafe.store(uploads), 204);
    asked.forEach(Promise::acknowledge);
  }

  private Promise<Stored> enter(Stored stored) {
    Promise<Stored> promise = new Promise<>(stored);
    ledger.contents().put(stored.cid(), promise);
    return promise;
  }

  /** What others have stored may be here; if so it is this client's too. */
  private void ask(Http cafe) throws IOException {
    Customer other = all.get(random.nextInt(all.size()));
    Map<String, Promise<Stored>> asked = new HashMap<>();
    other.ledger.contents().values().stream()
        .filter(promise -> !ledger.contents().containsKey(promise.thing().cid()))
        .limit(5)
        .forEach(promise -> asked.put(promise.thing().cid(), enter(promise.thing())));
    lacking(cafe, List.copyOf(asked.keySet())).forEach(asked::remove);
    asked.values().forEach(Promise::acknowledge);
  }

  /** Those of some CIDs that the cafe does not have. */
  static List<String> lacking(Http cafe, List<String> cids) throws IOException {
    HttpResponse<byte[]> answer = cafe.postJson("/cafe/v1/storage/missing", Map.of("cids", cids));
    expect(answer, 200);
    List<String> lacking = new ArrayList<>();
    Http.read(answer).path("cids").forEach(cid -> lacking.add(cid.asText()));
    return lacking;
  }

  private void release(Http cafe) throws IOException {
    List<Promise<Stored>> mine =
        ledger.contents().values().stream().filter(Promise::isOpen).limit(20).toList();
    if (mine.size() < 5) {
      return;
    }
    Promise<Stored> one = mine.get(random.nextInt(mine.size()));
    one.askRemoval();
    expect(cafe.delete("/api/v1/store/" + one.thing().cid()), 204);
    one.remove();
  }

  private void pin(Http cafe) throws IOException {
    byte[] bytes = bytes(5_000);
    Promise<Stored> promise = enter(new Stored(Contents.file(bytes), bytes));
    expect(cafe.pin(bytes), 201);
    promise.acknowledge();
  }

  private void snapshot(Http cafe) throws IOException {
    String thread = threads.get(random.nextInt(threads.size()));
    Versions<byte[]> versions =
        ledger.snapshots().computeIfAbsent(thread, unused -> new Versions<>());
    byte[] bytes = bytes(3_000);
    Promise<byte[]> version = versions.next(bytes);
    expect(cafe.put("/api/v1/threads/" + thread, bytes), 204);
    version.acknowledge();
  }

  private void write(Http cafe) throws IOException {
    Customer other = all.get(random.nextInt(all.size()));
    byte[] letter = Letters.of(device, "letter " + count++ + " of " + device.peer());
    Promise<byte[]> promise = new Promise<>(letter);
    other.ledger.mail().put(Letters.id(letter), promise);
    String path = "/api/v1/inbox/" + device.peer() + "/" + other.device.peer();
    expect(cafe.post(path, letter), 200);
    promise.acknowledge();
  }

  private void acknowledge(Http cafe) throws IOException {
    List<String> ids = new ArrayList<>();
    HttpResponse<byte[]> page = cafe.get("/cafe/v1/inbox?limit=10");
    expect(page, 200);
    Http.read(page).path("messages").forEach(message -> ids.add(message.path("id").asText()));
    List<String> some = ids.stream().filter(id -> random.nextInt(3) == 0).toList();
    some.forEach(id -> letter(id).askRemoval());
    expect(cafe.postJson("/cafe/v1/inbox/acknowledgements", Map.of("ids", some)), 204);
    some.forEach(id -> letter(id).remove());
  }

  private void deleteChecked(Http cafe) throws IOException {
    String path = "/api/v1/inbox/" + device.peer();
    HttpResponse<byte[]> page = cafe.get(path);
    expect(page, 200);
    List<String> ids = new ArrayList<>();
    Http.read(page).path("messages").forEach(message -> ids.add(message.path("id").asText()));
    ids.forEach(id -> letter(id).askRemoval());
    expect(cafe.delete(path), 200);
    ids.forEach(id -> letter(id).remove());
  }

  private Promise<byte[]> letter(String id) {
    Promise<byte[]> letter = ledger.mail().get(id);
    if (letter == null) {
      throw new AssertionError("a message that nobody sent: " + id);
    }
    return letter;
  }

  private void publish(Http cafe) throws IOException {
    String name = "customer " + count++;
    Promise<String> version = ledger.names().next(name);
    expect(cafe.putJson("/cafe/v1/directory/self", Map.of("name", name)), 204);
    version.acknowledge();
  }

  private void refresh(Http cafe) throws IOException {
    HttpResponse<byte[]> answer = requestRefresh(cafe.base(), device.access(), device.refresh());
    if (answer.statusCode() == 429) {
      return;
    }
    expect(answer, 201);
    JsonNode session = Http.read(answer);
    Tokens tokens = new Tokens(session.path("access").asText(), session.path("refresh").asText());
    ledger.sessions().next(tokens).acknowledge();
    device.keep(tokens.access(), tokens.refresh());
  }

  /** Asks for a new pair of tokens. */
  HttpResponse<byte[]> requestRefresh(URI base, String access, String refresh) throws IOException {
    byte[] body = access.getBytes(StandardCharsets.UTF_8);
    return new Http(base, refresh).post("/api/v1/sessions/" + device.peer() + "/refresh", body);
  }

  /** The ids of all messages that wait. */
  static List<String> waiting(Http cafe) throws IOException {
    List<String> ids = new ArrayList<>();
    String cursor = "";
    boolean more = true;
    while (more) {
      HttpResponse<byte[]> answer = cafe.get("/cafe/v1/inbox?limit=" + PAGE + "&after=" + cursor);
      expect(answer, 200);
      JsonNode page = Http.read(answer);
      for (JsonNode message : page.path("messages")) {
        ids.add(message.path("id").asText());
        cursor = message.path("cursor").asText();
      }
      more = page.path("more").asBoolean();
    }
    return ids;
  }

  static void expect(HttpResponse<byte[]> answer, int status) {
    if (answer.statusCode() != status) {
      throw new AssertionError(
          answer.request().method()
              + " "
              + answer.request().uri().getPath()
              + " answered "
              + answer.statusCode()
              + " "
              + new String(answer.body(), StandardCharsets.UTF_8));
    }
  }

  private byte[] bytes(int most) {
    byte[] bytes = new byte[1 + random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }
}
