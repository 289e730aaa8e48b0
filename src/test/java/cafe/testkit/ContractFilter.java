package cafe.testkit;

import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds every response that a test receives through REST Assured against the contract, and notes
 * its status. {@link ContractCallback} puts it before every test; nobody has to ask for it.
 */
public final class ContractFilter implements Filter {

  private static final Contract CONTRACT = Contract.read();
  private static final ContractCheck CHECK = new ContractCheck(CONTRACT);

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification specification,
      FilterContext context) {
    Response response = context.next(request, specification);
    String path = URI.create(request.getURI()).getRawPath();
    if (!path.startsWith("/q/")) {
      check(request.getMethod(), path, response);
    }
    return response;
  }

  private static void check(String method, String path, Response response) {
    Map<String, String> headers = new HashMap<>();
    for (Header header : response.headers()) {
      headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    boolean endless = headers.getOrDefault("content-type", "").startsWith("text/event-stream");
    byte @Nullable [] body = endless ? null : response.asByteArray();
    var exchange = new ContractCheck.Exchange(method, path, response.statusCode(), headers, body);
    CONTRACT
        .operation(method, path)
        .ifPresent(o -> ContractCoverage.record(o, response.statusCode()));
    List<String> violations = CHECK.violations(exchange);
    if (!violations.isEmpty()) {
      throw new AssertionError(
          method + " " + path + " answered against the contract: " + violations);
    }
  }
}
