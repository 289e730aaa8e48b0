package cafe.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The JDK's HTTP client, whose every answer is held against the contract. */
public final class ContractClient {

  private static final Contract CONTRACT = Contract.read();
  private static final ContractCheck CHECK = new ContractCheck(CONTRACT);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ContractClient() {}

  /** Sends a request; fails if the answer is not one that the contract knows. */
  public static HttpResponse<String> send(HttpRequest request) {
    try {
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      check(request, response);
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void check(HttpRequest request, HttpResponse<String> response) {
    Map<String, String> headers = new HashMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    String raw = request.uri().getRawPath();
    // Every route takes one trailing slash; the contract spells it without.
    String path = raw.length() > 1 && raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    CONTRACT
        .operation(request.method(), path)
        .ifPresent(o -> ContractCoverage.record(o, response.statusCode()));
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    List<String> violations =
        CHECK.violations(
            new ContractCheck.Exchange(
                request.method(), path, response.statusCode(), headers, body));
    if (!violations.isEmpty()) {
      throw new AssertionError(
          request.method() + " " + path + " answered against the contract: " + violations);
    }
  }
}
