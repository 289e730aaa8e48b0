package cafe.durability;

import cafe.durability.Ledger.Stored;
import cafe.durability.Ledger.Tokens;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
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
  private static final String USAGE = "/cafe/v1/storage/usage";

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
  void run(Life life) throws IOException {
    if (isClient(life)) {
      new OfClient(life).run();
    } else {
      HttpResponse<byte[]> refresh = Customer.requestRefresh(base, life, tokens(life));
      check(life, isRefusal(refresh), "after leaving, refresh answered " + refresh.statusCode());
    }
  }

  /** One who asked to leave, and got no answer, may be a client or not. */
  private boolean isClient(Life life) throws IOException {
    HttpResponse<byte[]> answer = new Http(base, tokens(life).access()).get(USAGE);
    boolean is = !isRefusal(answer);
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

  private static boolean isRefusal(HttpResponse<byte[]> answer) {
    return answer.statusCode() == 401 || answer.statusCode() == 403;
  }

  /** Ends the session of the moment, if nobody goes on with it. */
  void refresh(Life life) throws IOException {
    if (isClient(life)) {
      HttpResponse<byte[]> answer = Customer.requestRefresh(base, life, tokens(life));
      check(life, answer.statusCode() == 201, "refresh answered " + answer.statusCode());
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
    private final Http cafe;

    OfClient(Life life) {
      this.life = life;
      this.ledger = life.ledger();
      this.cafe = new Http(base, ledger.sessions().acknowledged(at).access());
    }

    void run() throws IOException {
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
    private void usage() throws IOException {
      HttpResponse<byte[]> answer = cafe.get(USAGE);
      Customer.expect(answer, 200);
      long roots = Http.read(answer).path("roots").asLong(-1);
      long least = stored().stream().filter(promise -> promise.mustBe(at)).count();
      long most = stored().stream().filter(promise -> promise.mayBe(at)).count();
      check(
          least <= roots && roots <= most,
          roots + " references instead of " + least + " to " + most);
    }

    private void contents() throws IOException {
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
          HttpResponse<byte[]> answer = cafe.get("/ipfs/" + stored.cid());
          check(
              answer.statusCode() == 200 && Arrays.equals(answer.body(), file),
              "reading " + stored.cid() + " answered " + answer.statusCode());
        }
      }
    }

    private void mail() throws IOException {
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
        HttpResponse<byte[]> answer = cafe.get("/cafe/v1/inbox/" + letter.getKey());
        check(
            answer.statusCode() == 200 && Arrays.equals(answer.body(), letter.getValue().thing()),
            "message " + letter.getKey() + " answered " + answer.statusCode());
      }
    }

    private void snapshots() throws IOException {
      for (Map.Entry<String, Versions<byte[]>> each : ledger.snapshots().entrySet()) {
        Versions<byte[]> versions = each.getValue();
        HttpResponse<byte[]> answer = cafe.get("/cafe/v1/snapshots/" + each.getKey());
        boolean right =
            answer.statusCode() == 200
                ? versions.mayBe(bytes -> Arrays.equals(bytes, answer.body()), at)
                : answer.statusCode() == 404 && !versions.mustBe(at);
        check(right, "snapshot of " + each.getKey() + " answered " + answer.statusCode());
      }
    }

    private void name() throws IOException {
      HttpResponse<byte[]> answer = cafe.get("/cafe/v1/directory/self");
      if (answer.statusCode() == 404) {
        check(!ledger.names().mustBe(at), "nothing is published");
        return;
      }
      JsonNode name = Http.read(answer).path("name");
      check(ledger.names().mayBe(name.asText()::equals, at), "published is " + name);
    }

    private List<Promise<Stored>> stored() {
      return List.copyOf(ledger.contents().values());
    }
  }
}
