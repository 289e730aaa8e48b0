package cafe.durability;

import cafe.durability.Ledger.Stored;
import cafe.durability.Ledger.Tokens;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.storage.Content;
import cafe.storage.Contents;
import cafe.testkit.Letters;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One client at work: what it does is random, what it was promised stands in its ledger. Now and
 * then it leaves the cafe, and begins anew as another.
 */
final class Customer {
  private static final byte[] DIRECTORY = {8, 1};
  private static final int PAGE = 100;

  /** Steps of a life, on average. */
  private static final int STEPS = 100;

  private final List<Life> lives = new CopyOnWriteArrayList<>();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<Customer> all;
  private final Random random;
  private int count;

  /** A client among others, to whom it writes. */
  Customer(List<Customer> all, long seed) {
    this.all = all;
    this.random = new Random(seed);
  }

  /** Whom it was and, last, whom it is. */
  List<Life> lives() {
    return lives;
  }

  /** What was not as promised. */
  List<String> problems() {
    return problems;
  }

  /** Registers as somebody new. */
  void register(URI base, String token) throws IOException {
    Life life = Life.create();
    try {
      life.device().register(base, token);
    } catch (UncheckedIOException e) {
      throw new IOException("no answer to a registration", e);
    }
    life.ledger().sessions().next(tokens(life)).acknowledge();
    life.membership().acknowledge();
    lives.add(life);
  }

  /** Works until the cafe is gone; an answer that is none of those expected is a problem. */
  void work(URI base, String token) {
    try {
      while (true) {
        act(base, token);
      }
    } catch (IOException e) {
      // Gone: what was under way was not acknowledged.
    } catch (RuntimeException | AssertionError e) {
      problems.add(lives.getLast().peer() + ": " + e);
    }
  }

  /** Does one thing. */
  void act(URI base, String token) throws IOException {
    Life life = lives.getLast();
    Http cafe = new Http(base, life.device().access());
    if (!life.membership().isOpen()) {
      leave(cafe, life);
      register(base, token);
    } else if (random.nextInt(STEPS) == 0) {
      leave(cafe, life);
    } else {
      step(cafe, life);
    }
  }

  /** Asked again it is answered as before. */
  private static void leave(Http cafe, Life life) throws IOException {
    life.membership().askRemoval();
    expect(cafe.delete("/api/v1/sessions/" + life.peer()), 204);
    life.membership().remove();
  }

  private void step(Http cafe, Life life) throws IOException {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> store(cafe, life);
      case 5, 6 -> ask(cafe, life);
      case 7 -> release(cafe, life);
      case 8 -> pin(cafe, life);
      case 9, 10, 11 -> snapshot(cafe, life);
      case 12, 13, 14, 15 -> write(cafe, life);
      case 16 -> acknowledge(cafe, life);
      case 17 -> deleteChecked(cafe, life);
      case 18 -> publish(cafe, life);
      default -> refresh(cafe, life);
    }
  }

  private void store(Http cafe, Life life) throws IOException {
    List<Http.Upload> uploads = new ArrayList<>();
    List<Promise<Stored>> asked = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      byte[] bytes = bytes(random.nextInt(30) == 0 ? 300_000 : 8_000);
      Content file = Contents.file(bytes);
      uploads.add(new Http.Upload(file.root().toString(), bytes));
      asked.add(enter(life, new Stored(file, bytes)));
      if (random.nextInt(3) == 0) {
        PbLink link = new PbLink(file.root(), "file", bytes.length + 14L);
        PbNode node = new PbNode(List.of(link), ByteBuffer.wrap(DIRECTORY));
        Content folder = Contents.node(node);
        byte[] json = ObjectJson.encode(node).getBytes(StandardCharsets.UTF_8);
        uploads.add(new Http.Upload(folder.root().toString(), json));
        asked.add(enter(life, new Stored(folder, null)));
      }
    }
    expect(cafe.store(uploads), 204);
    asked.forEach(Promise::acknowledge);
  }

  private static Promise<Stored> enter(Life life, Stored stored) {
    Promise<Stored> promise = new Promise<>(stored);
    life.ledger().contents().put(stored.cid(), promise);
    return promise;
  }

  /** What others have stored may be here; if so it is this client's too. */
  private void ask(Http cafe, Life life) throws IOException {
    Life other = all.get(random.nextInt(all.size())).lives.getLast();
    Map<String, Promise<Stored>> asked = new HashMap<>();
    other.ledger().contents().values().stream()
        .filter(promise -> !life.ledger().contents().containsKey(promise.thing().cid()))
        .limit(5)
        .forEach(promise -> asked.put(promise.thing().cid(), enter(life, promise.thing())));
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

  private void release(Http cafe, Life life) throws IOException {
    List<Promise<Stored>> mine =
        life.ledger().contents().values().stream().filter(Promise::isOpen).limit(20).toList();
    if (mine.size() < 5) {
      return;
    }
    Promise<Stored> one = mine.get(random.nextInt(mine.size()));
    one.askRemoval();
    expect(cafe.delete("/api/v1/store/" + one.thing().cid()), 204);
    one.remove();
  }

  private void pin(Http cafe, Life life) throws IOException {
    byte[] bytes = bytes(5_000);
    Promise<Stored> promise = enter(life, new Stored(Contents.file(bytes), bytes));
    expect(cafe.pin(bytes), 201);
    promise.acknowledge();
  }

  private void snapshot(Http cafe, Life life) throws IOException {
    String thread = life.threads().get(random.nextInt(life.threads().size()));
    Versions<byte[]> versions =
        life.ledger().snapshots().computeIfAbsent(thread, unused -> new Versions<>());
    byte[] bytes = bytes(3_000);
    Promise<byte[]> version = versions.next(bytes);
    expect(cafe.put("/api/v1/threads/" + thread, bytes), 204);
    version.acknowledge();
  }

  private void write(Http cafe, Life life) throws IOException {
    Life other = all.get(random.nextInt(all.size())).lives.getLast();
    byte[] letter = Letters.of(life.device(), "letter " + count++ + " of " + life.peer());
    Promise<byte[]> promise = new Promise<>(letter);
    other.ledger().mail().put(Letters.id(letter), promise);
    String path = "/api/v1/inbox/" + life.peer() + "/" + other.peer();
    expect(cafe.post(path, letter), 200);
    promise.acknowledge();
  }

  private void acknowledge(Http cafe, Life life) throws IOException {
    List<String> ids = new ArrayList<>();
    HttpResponse<byte[]> page = cafe.get("/cafe/v1/inbox?limit=10");
    expect(page, 200);
    Http.read(page).path("messages").forEach(message -> ids.add(message.path("id").asText()));
    List<String> some = ids.stream().filter(id -> random.nextInt(3) == 0).toList();
    some.forEach(id -> letter(life, id).askRemoval());
    expect(cafe.postJson("/cafe/v1/inbox/acknowledgements", Map.of("ids", some)), 204);
    some.forEach(id -> letter(life, id).remove());
  }

  private void deleteChecked(Http cafe, Life life) throws IOException {
    String path = "/api/v1/inbox/" + life.peer();
    HttpResponse<byte[]> page = cafe.get(path);
    expect(page, 200);
    List<String> ids = new ArrayList<>();
    Http.read(page).path("messages").forEach(message -> ids.add(message.path("id").asText()));
    ids.forEach(id -> letter(life, id).askRemoval());
    expect(cafe.delete(path), 200);
    ids.forEach(id -> letter(life, id).remove());
  }

  private static Promise<byte[]> letter(Life life, String id) {
    Promise<byte[]> letter = life.ledger().mail().get(id);
    if (letter == null) {
      throw new AssertionError("a message that nobody sent: " + id);
    }
    return letter;
  }

  private void publish(Http cafe, Life life) throws IOException {
    String name = "customer " + count++;
    Promise<String> version = life.ledger().names().next(name);
    expect(cafe.putJson("/cafe/v1/directory/self", Map.of("name", name)), 204);
    version.acknowledge();
  }

  private void refresh(Http cafe, Life life) throws IOException {
    HttpResponse<byte[]> answer = requestRefresh(cafe.base(), life, tokens(life));
    if (answer.statusCode() == 429) {
      return;
    }
    expect(answer, 201);
    JsonNode session = Http.read(answer);
    Tokens tokens = new Tokens(session.path("access").asText(), session.path("refresh").asText());
    life.ledger().sessions().next(tokens).acknowledge();
    life.device().keep(tokens.access(), tokens.refresh());
  }

  private static Tokens tokens(Life life) {
    return new Tokens(life.device().access(), life.device().refresh());
  }

  /** Asks for a new pair of tokens, with an old one. */
  static HttpResponse<byte[]> requestRefresh(URI base, Life life, Tokens tokens)
      throws IOException {
    byte[] access = tokens.access().getBytes(StandardCharsets.UTF_8);
    String path = "/api/v1/sessions/" + life.peer() + "/refresh";
    return new Http(base, tokens.refresh()).post(path, access);
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
