package cafe.testkit;

import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds every response that a test receives through REST Assured against the contract. {@link
 * ContractCallback} puts it before every test; nobody has to ask for it.
 */
public final class ContractFilter implements Filter {

  @Override
  public Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification specification,
      FilterContext context) {
    Response response = context.next(request, specification);
    Map<String, String> headers = new HashMap<>();
    for (Header header : response.headers()) {
      headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
    }
    boolean endless = headers.getOrDefault("content-type", "").startsWith("text/event-stream");
    byte @Nullable [] body = endless ? null : response.asByteArray();
    String path = URI.create(request.getURI()).getRawPath();
    ContractWatch.see(
        new ContractCheck.Exchange(
            request.getMethod(), path, response.statusCode(), headers, body));
    return response;
  }
}
