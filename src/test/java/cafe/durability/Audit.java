package cafe.durability;

import cafe.client.ApiException;
import cafe.durability.Ledger.Stored;
import cafe.durability.Ledger.Tokens;
import cafe.testkit.GeneratedClient;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Asks a running cafe for what it promised clients by a moment; enters what is not so. */
final class Audit {
  private static final int QUESTION = 500;

  private final URI base;
  private final long at;
  private final Random random;
  private final int sample;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param at the moment, microseconds since 1970
   * @param sample how many of the contents and messages are read; all are asked for
   */
  Audit(URI base, long at, Random random, int sample) {
    this.base = base;
    this.at = at;
    this.random = random;
    this.sample = sample;
  }

  /** What is not as promised. */
  List<String> problems() {
    return problems;
  }

  /** Does not change what the client may do next, but for references to what it has anyway. */
  void run(Life life) throws IOException, ApiException {
    if (isClient(life)) {
      new OfClient(life).run();
    } else {
      int refresh = refusal(() -> Customer.requestRefresh(base, life, tokens(life)));
      check(life, isForStrangers(refresh), "after leaving, refresh answered " + refresh);
    }
  }

  /** One who asked to leave, and got no answer, may be a client or not. */
  private boolean isClient(Life life) throws IOException {
    Remote cafe = new Remote(base, tokens(life).access());
    boolean is = !isForStrangers(refusal(() -> cafe.ask((api, t) -> api.storage().getUsage(t))));
    check(life, is || !life.membership().mustBe(at), "a client is gone");
    check(life, !is || life.membership().mayBe(at), "a client came back");
    return is;
  }

  /** Those of the moment: a cafe of the past does not know later ones. */
  private Tokens tokens(Life life) {
    Versions<Tokens> sessions = life.ledger().sessions();
    return sessions.mustBe(at)
        ? sessions.acknowledged(at)
        : new Tokens(life.device().access(), life.device().refresh());
  }

  /** A call that may be refused. */
  private interface Call {
    void make() throws IOException, ApiException;
  }

  /** The status of a refusal; 0 if there is none. */
  private static int refusal(Call call) throws IOException {
    try {
      call.make();
      return 0;
    } catch (ApiException e) {
      return e.getCode();
    }
  }

  private static boolean isForStrangers(int refusal) {
    return refusal == 401 || refusal == 403;
  }

  /** Ends the session of the moment, if nobody goes on with it. */
  void refresh(Life life) throws IOException {
    if (isClient(life)) {
      int refused = refusal(() -> Customer.requestRefresh(base, life, tokens(life)));
      check(life, refused == 0, "refresh answered " + refused);
    }
  }

  private <T> List<T> some(List<T> all) {
    return all.stream()
        .skip(all.size() <= sample ? 0 : random.nextInt(all.size() - sample))
        .limit(sample)
        .toList();
  }

  private void check(Life life, boolean right, String problem) {
    if (!right) {
      problems.add(life.peer() + ": " + problem);
    }
  }

  /** Everything of one who is a client. */
  private final class OfClient {
    private final Life life;
    private final Ledger ledger;
    private final Remote cafe;

    OfClient(Life life) {
      this.life = life;
      this.ledger = life.ledger();
      this.cafe = new Remote(base, ledger.sessions().acknowledged(at).access());
    }

    void run() throws IOException, ApiException {
      usage();
      contents();
      mail();
      snapshots();
      name();
    }

    private void check(boolean right, String problem) {
      Audit.this.check(life, right, problem);
    }

    /** Before anything is asked for, because asking takes references. */
    private void usage() throws IOException, ApiException {
      long roots = cafe.ask((api, token) -> api.storage().getUsage(token)).getRoots();
      long least = stored().stream().filter(promise -> promise.mustBe(at)).count();
      long most = stored().stream().filter(promise -> promise.mayBe(at)).count();
      check(
          least <= roots && roots <= most,
          roots + " references instead of " + least + " to " + most);
    }

    private void contents() throws IOException, ApiException {
      List<Stored> kept =
          stored().stream().filter(promise -> promise.mustBe(at)).map(Promise::thing).toList();
      for (int from = 0; from < kept.size(); from += QUESTION) {
        List<String> some =
            kept.subList(from, Math.min(kept.size(), from + QUESTION)).stream()
                .map(Stored::cid)
                .toList();
        List<String> lacking = Customer.lacking(cafe, some);
        check(lacking.isEmpty(), "content is missing: " + lacking);
      }
      for (Stored stored : some(kept)) {
        byte[] file = stored.file();
        if (file != null) {
          String cid = stored.cid();
          compare(
              "content " + cid,
              file,
              (api, token) ->
                  api.gateway().getContent(cid, null, null, null, null, null, null, null, null));
        }
      }
    }

    private void mail() throws IOException, ApiException {
      Set<String> waiting = new HashSet<>(Customer.waiting(cafe));
      ledger
          .mail()
          .forEach(
              (id, letter) -> {
                boolean waits = waiting.remove(id);
                check(waits || !letter.mustBe(at), "message is missing: " + id);
                check(!waits || letter.mayBe(at), "message came back: " + id);
              });
      check(waiting.isEmpty(), "messages that nobody sent: " + waiting);
      List<Map.Entry<String, Promise<byte[]>>> kept =
          ledger.mail().entrySet().stream().filter(each -> each.getValue().mustBe(at)).toList();
      for (Map.Entry<String, Promise<byte[]>> letter : some(kept)) {
        String id = letter.getKey();
        compare(
            "message " + id,
            letter.getValue().thing(),
            (api, token) -> api.inbox().getMessage(id, token));
      }
    }

    private void compare(String what, byte[] expected, Remote.Question<File> question)
        throws IOException {
      int refused =
          refusal(
              () -> {
                byte[] read = GeneratedClient.bytes(cafe.ask(question));
                check(Arrays.equals(read, expected), what + " has other bytes");
              });
      check(refused == 0, what + " answered " + refused);
    }

    private void snapshots() throws IOException {
      for (Map.Entry<String, Versions<byte[]>> each : ledger.snapshots().entrySet()) {
        Versions<byte[]> versions = each.getValue();
        String thread = each.getKey();
        int refused =
            refusal(
                () -> {
                  byte[] read =
                      GeneratedClient.bytes(
                          cafe.ask(
                              (api, token) ->
                                  api.snapshots().getSnapshot(thread, null, null, token)));
                  check(
                      versions.mayBe(bytes -> Arrays.equals(bytes, read), at),
                      "snapshot of " + thread + " has other bytes");
                });
        check(
            refused == 0 || refused == 404 && !versions.mustBe(at),
            "snapshot of " + thread + " answered " + refused);
      }
    }

    private void name() throws IOException {
      int refused =
          refusal(
              () -> {
                String name =
                    cafe.ask((api, token) -> api.directory().getPublished(token)).getName();
                check(ledger.names().mayBe(name::equals, at), "published is " + name);
              });
      check(
          refused == 0 || refused == 404 && !ledger.names().mustBe(at),
          "what is published answered " + refused);
    }

    private List<Promise<Stored>> stored() {
      return List.copyOf(ledger.contents().values());
    }
  }
}
