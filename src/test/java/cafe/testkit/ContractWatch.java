package cafe.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds what tests receive against the contract, and notes which documented statuses occur. */
public final class ContractWatch {

  private static final Contract CONTRACT = Contract.read();
  private static final ContractCheck CHECK = new ContractCheck(CONTRACT);

  private ContractWatch() {}

  /** Looks at an answer and gives it back. */
  public static <T> HttpResponse<T> seen(HttpResponse<T> response) {
    see(exchange(response, bytes(response.body())));
    return response;
  }

  /** Looks at an answer to the generated client, and notes that it called the operation. */
  static void called(HttpResponse<?> response, byte @Nullable [] body) {
    ContractCheck.Exchange exchange = exchange(response, body);
    see(exchange);
    if (exchange.status() < 400) {
      CONTRACT
          .operation(exchange.method(), exchange.path())
          .ifPresent(operation -> ContractCoverage.record(operation, ContractCoverage.CLIENT));
    }
  }

  private static ContractCheck.Exchange exchange(HttpResponse<?> response, byte @Nullable [] body) {
    Map<String, String> headers = new HashMap<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return new ContractCheck.Exchange(
        response.request().method(),
        response.uri().getRawPath(),
        response.statusCode(),
        headers,
        body);
  }

  private static byte @Nullable [] bytes(@Nullable Object body) {
    return switch (body) {
      case byte[] bytes -> bytes;
      case String text -> text.getBytes(UTF_8);
      case null, default -> null;
    };
  }

  /** Looks at an exchange. */
  public static void see(ContractCheck.Exchange exchange) {
    List<String> violations = violations(exchange);
    if (!violations.isEmpty()) {
      throw new AssertionError(
          exchange.method()
              + " "
              + exchange.path()
              + " answered "
              + exchange.status()
              + " against the contract: "
              + violations);
    }
  }

  /** What is wrong with an exchange; notes its status. The framework's pages are not ours. */
  static List<String> violations(ContractCheck.Exchange exchange) {
    if (exchange.path().startsWith("/q/") || exchange.method().equals("OPTIONS")) {
      return List.of();
    }
    CONTRACT
        .operation(exchange.method(), exchange.path())
        .ifPresent(
            operation -> {
              ContractCoverage.record(operation, String.valueOf(exchange.status()));
              CHECK.code(exchange).ifPresent(code -> ContractCoverage.record(operation, code));
            });
    return CHECK.violations(exchange);
  }
}
