package cafe.testkit;

import io.quarkus.test.junit.callback.QuarkusTestAfterEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import java.util.List;

/**
 * Holds every test of the running cafe to the contract, {@link ContractFilter} before it and {@link
 * ContractObserver} beside it; found by the service loader.
 */
public final class ContractCallback
    implements QuarkusTestBeforeEachCallback, QuarkusTestAfterEachCallback {

  @Override
  public void beforeEach(QuarkusTestMethodContext context) {
    if (RestAssured.filters().stream().noneMatch(ContractFilter.class::isInstance)) {
      RestAssured.filters(new ContractFilter());
    }
  }

  @Override
  public void afterEach(QuarkusTestMethodContext context) {
    List<String> violations = ContractObserver.take();
    if (!violations.isEmpty()) {
      throw new AssertionError("answers against the contract: " + violations);
    }
  }
}
