package cafe.durability;

import cafe.durability.Ledger.Stored;
import cafe.durability.Ledger.Tokens;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Asks a running cafe for what it promised a client by a moment; enters what is not so. */
final class Audit {
  private static final int QUESTION = 500;

  private final Customer customer;
  private final Ledger ledger;
  private final long at;
  private final Random random;
  private final int sample;

  /**
   * @param at the moment, microseconds since 1970
   * @param sample how many of the contents and messages are read; all are asked for
   */
  Audit(Customer customer, long at, Random random, int sample) {
    this.customer = customer;
    this.ledger = customer.ledger();
    this.at = at;
    this.random = random;
    this.sample = sample;
  }

  /** Does not change what the client may do next, but for references to what it has anyway. */
  void run(URI base) throws IOException {
    Tokens tokens = ledger.sessions().acknowledged(at);
    Http cafe = new Http(base, tokens.access());
    usage(cafe);
    contents(cafe);
    mail(cafe);
    snapshots(cafe);
    name(cafe);
  }

  /** Ends the session of the moment, if nobody goes on with it. */
  void refresh(URI base) throws IOException {
    Tokens tokens = ledger.sessions().acknowledged(at);
    HttpResponse<byte[]> answer = customer.requestRefresh(base, tokens.access(), tokens.refresh());
    check(answer.statusCode() == 201, "refresh answered " + answer.statusCode());
  }

  /** Before anything is asked for, because asking takes references. */
  private void usage(Http cafe) throws IOException {
    HttpResponse<byte[]> answer = cafe.get("/cafe/v1/storage/usage");
    Customer.expect(answer, 200);
    long roots = Http.read(answer).path("roots").asLong(-1);
    long least = contents().stream().filter(promise -> promise.mustBe(at)).count();
    long most = contents().stream().filter(promise -> promise.mayBe(at)).count();
    check(
        least <= roots && roots <= most, roots + " references instead of " + least + " to " + most);
  }

  private void contents(Http cafe) throws IOException {
    List<Stored> kept =
        contents().stream().filter(promise -> promise.mustBe(at)).map(Promise::thing).toList();
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

  private void mail(Http cafe) throws IOException {
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

  private void snapshots(Http cafe) throws IOException {
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

  private void name(Http cafe) throws IOException {
    HttpResponse<byte[]> answer = cafe.get("/cafe/v1/directory/self");
    if (answer.statusCode() == 404) {
      check(!ledger.names().mustBe(at), "nothing is published");
      return;
    }
    JsonNode name = Http.read(answer).path("name");
    check(ledger.names().mayBe(name.asText()::equals, at), "published is " + name);
  }

  private List<Promise<Stored>> contents() {
    return List.copyOf(ledger.contents().values());
  }

  private <T> List<T> some(List<T> all) {
    return all.stream()
        .skip(all.size() <= sample ? 0 : random.nextInt(all.size() - sample))
        .limit(sample)
        .toList();
  }

  private void check(boolean right, String problem) {
    if (!right) {
      ledger.problems().add(customer.device().peer() + ": " + problem);
    }
  }
}
