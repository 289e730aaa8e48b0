package cafe.durability;

import cafe.client.Acknowledgement;
import cafe.client.ApiException;
import cafe.client.CidList;
import cafe.client.InboxMessage;
import cafe.client.InboxPage;
import cafe.client.Messages;
import cafe.client.MessagesMessagesInner;
import cafe.client.Publication;
import cafe.client.Session;
import cafe.durability.Ledger.Stored;
import cafe.durability.Ledger.Tokens;
import cafe.ipld.dagpb.ObjectJson;
import cafe.ipld.dagpb.PbLink;
import cafe.ipld.dagpb.PbNode;
import cafe.storage.Content;
import cafe.storage.Contents;
import cafe.testkit.Letters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
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
  private static final int TOO_OFTEN = 429;

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
    } catch (ApiException | RuntimeException | AssertionError e) {
      problems.add(lives.getLast().peer() + ": " + e);
    }
  }

  /** Does one thing. */
  void act(URI base, String token) throws IOException, ApiException {
    Life life = lives.getLast();
    Remote cafe = new Remote(base, life.device().access());
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
  private static void leave(Remote cafe, Life life) throws IOException, ApiException {
    life.membership().askRemoval();
    cafe.tell((api, token) -> api.sessions().deregister(life.peer(), token));
    life.membership().remove();
  }

  private void step(Remote cafe, Life life) throws IOException, ApiException {
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

  private void store(Remote cafe, Life life) throws IOException, ApiException {
    List<Remote.Upload> uploads = new ArrayList<>();
    List<Promise<Stored>> asked = new ArrayList<>();
    for (int i = 0; i < 1 + random.nextInt(3); i++) {
      byte[] bytes = bytes(random.nextInt(30) == 0 ? 300_000 : 8_000);
      Content file = Contents.file(bytes);
      uploads.add(new Remote.Upload(file.root().toString(), bytes));
      asked.add(enter(life, new Stored(file, bytes)));
      if (random.nextInt(3) == 0) {
        PbLink link = new PbLink(file.root(), "file", bytes.length + 14L);
        PbNode node = new PbNode(List.of(link), ByteBuffer.wrap(DIRECTORY));
        Content folder = Contents.node(node);
        byte[] json = ObjectJson.encode(node).getBytes(StandardCharsets.UTF_8);
        uploads.add(new Remote.Upload(folder.root().toString(), json));
        asked.add(enter(life, new Stored(folder, null)));
      }
    }
    cafe.store(uploads);
    asked.forEach(Promise::acknowledge);
  }

  private static Promise<Stored> enter(Life life, Stored stored) {
    Promise<Stored> promise = new Promise<>(stored);
    life.ledger().contents().put(stored.cid(), promise);
    return promise;
  }

  /** What others have stored may be here; if so it is this client's too. */
  private void ask(Remote cafe, Life life) throws IOException, ApiException {
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
  static List<String> lacking(Remote cafe, List<String> cids) throws IOException, ApiException {
    CidList asked = new CidList().cids(cids);
    return cafe.ask((api, token) -> api.storage().listMissing(asked, token)).getCids();
  }

  private void release(Remote cafe, Life life) throws IOException, ApiException {
    List<Promise<Stored>> mine =
        life.ledger().contents().values().stream().filter(Promise::isOpen).limit(20).toList();
    if (mine.size() < 5) {
      return;
    }
    Promise<Stored> one = mine.get(random.nextInt(mine.size()));
    one.askRemoval();
    cafe.tell((api, token) -> api.storage().unstore(one.thing().cid(), token));
    one.remove();
  }

  private void pin(Remote cafe, Life life) throws IOException, ApiException {
    byte[] bytes = bytes(5_000);
    Promise<Stored> promise = enter(life, new Stored(Contents.file(bytes), bytes));
    String pinned = cafe.send(bytes, (api, file, token) -> api.storage().pin(file, token)).getId();
    if (!pinned.equals(promise.thing().cid())) {
      throw new AssertionError("pinned is " + pinned + ", not " + promise.thing().cid());
    }
    promise.acknowledge();
  }

  private void snapshot(Remote cafe, Life life) throws IOException, ApiException {
    String thread = life.threads().get(random.nextInt(life.threads().size()));
    Versions<byte[]> versions =
        life.ledger().snapshots().computeIfAbsent(thread, unused -> new Versions<>());
    byte[] bytes = bytes(3_000);
    Promise<byte[]> version = versions.next(bytes);
    cafe.send(
        bytes, (api, file, token) -> api.snapshots().storeThreadWithHttpInfo(thread, file, token));
    version.acknowledge();
  }

  private void write(Remote cafe, Life life) throws IOException, ApiException {
    Life other = all.get(random.nextInt(all.size())).lives.getLast();
    byte[] letter = Letters.of(life.device(), "letter " + count++ + " of " + life.peer());
    Promise<byte[]> promise = new Promise<>(letter);
    other.ledger().mail().put(Letters.id(letter), promise);
    cafe.send(
        letter,
        (api, file, token) -> api.inbox().deliverWithHttpInfo(life.peer(), other.peer(), file));
    promise.acknowledge();
  }

  private void acknowledge(Remote cafe, Life life) throws IOException, ApiException {
    InboxPage page = cafe.ask((api, token) -> api.inbox().listMessages(null, 10, token));
    List<String> some =
        page.getMessages().stream()
            .map(InboxMessage::getId)
            .filter(id -> random.nextInt(3) == 0)
            .toList();
    some.forEach(id -> letter(life, id).askRemoval());
    Acknowledgement read = new Acknowledgement().ids(some);
    cafe.tell((api, token) -> api.inbox().acknowledgeMessages(read, token));
    some.forEach(id -> letter(life, id).remove());
  }

  private void deleteChecked(Remote cafe, Life life) throws IOException, ApiException {
    Messages page = cafe.ask((api, token) -> api.inbox().checkMessages(life.peer(), token));
    List<String> ids = page.getMessages().stream().map(MessagesMessagesInner::getId).toList();
    ids.forEach(id -> letter(life, id).askRemoval());
    cafe.ask((api, token) -> api.inbox().deleteMessages(life.peer(), token));
    ids.forEach(id -> letter(life, id).remove());
  }

  private static Promise<byte[]> letter(Life life, String id) {
    Promise<byte[]> letter = life.ledger().mail().get(id);
    if (letter == null) {
      throw new AssertionError("a message that nobody sent: " + id);
    }
    return letter;
  }

  private void publish(Remote cafe, Life life) throws IOException, ApiException {
    String name = "customer " + count++;
    Promise<String> version = life.ledger().names().next(name);
    Publication publication = new Publication().name(name);
    cafe.tell((api, token) -> api.directory().publish(publication, token));
    version.acknowledge();
  }

  private void refresh(Remote cafe, Life life) throws IOException, ApiException {
    try {
      Session session = requestRefresh(cafe.base(), life, tokens(life));
      Tokens tokens = new Tokens(session.getAccess(), session.getRefresh());
      life.ledger().sessions().next(tokens).acknowledge();
      life.device().keep(tokens.access(), tokens.refresh());
    } catch (ApiException e) {
      if (e.getCode() != TOO_OFTEN) {
        throw e;
      }
    }
  }

  private static Tokens tokens(Life life) {
    return new Tokens(life.device().access(), life.device().refresh());
  }

  /** Asks for a new pair of tokens, with an old one. */
  static Session requestRefresh(URI base, Life life, Tokens tokens)
      throws IOException, ApiException {
    byte[] access = tokens.access().getBytes(StandardCharsets.UTF_8);
    return new Remote(base, tokens.refresh())
        .send(
            access, (api, file, token) -> api.sessions().refreshSession(life.peer(), file, token));
  }

  /** The ids of all messages that wait. */
  static List<String> waiting(Remote cafe) throws IOException, ApiException {
    List<String> ids = new ArrayList<>();
    String cursor = "0";
    boolean more = true;
    while (more) {
      String after = cursor;
      InboxPage page = cafe.ask((api, token) -> api.inbox().listMessages(after, PAGE, token));
      for (InboxMessage message : page.getMessages()) {
        ids.add(message.getId());
        cursor = message.getCursor();
      }
      more = page.getMore();
    }
    return ids;
  }

  private byte[] bytes(int most) {
    byte[] bytes = new byte[1 + random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }
}
