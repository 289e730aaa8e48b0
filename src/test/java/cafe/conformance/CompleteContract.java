package cafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cafe.testkit.Contract;
import cafe.testkit.ContractCoverage;
import org.junit.jupiter.api.Test;

/**
 * Every status and code that the contract documents has occurred in the tests, and every operation
 * was called through the client that is generated from it. The build runs this after all of them,
 * in a step of its own; a run of chosen tests is not judged.
 */
class CompleteContract {

  @Test
  void everythingDocumentedOccurs() throws Exception {
    String chosen = System.getProperty("cafe.contract.chosen", "");
    assumeTrue(chosen.isEmpty() || chosen.startsWith("${"), "only chosen tests were run");
    assertThat(ContractCoverage.isEmpty()).as("no test has noted anything").isFalse();
    assertThat(ContractCoverage.missing(Contract.read()))
        .as("documented, but no test has seen it")
        .isEmpty();
    assertThat(ContractCoverage.notCalled(Contract.read()))
        .as("no test has called it through the generated client")
        .isEmpty();
  }
}
