package cafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.kernel.Fault;
import cafe.testkit.Contract;
import cafe.testkit.Contract.Operation;
import cafe.testkit.ContractCheck;
import cafe.testkit.ContractCheck.Exchange;
import cafe.testkit.ContractCoverage;
import cafe.testkit.GeneratedClient;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The contract itself: complete, consistent, and as strict as it looks. */
class ContractTest {

  private static final Pattern ROUTE = Pattern.compile("(GET|PUT|POST|DELETE) (/[\\w/{}]+)");
  private static final Contract CONTRACT = Contract.read();
  private static final ContractCheck CHECK = new ContractCheck(CONTRACT);

  @Test
  void everyFaultIsInTheCatalogueAsItIsInTheCode() {
    Map<String, String> written = new TreeMap<>();
    CONTRACT
        .document()
        .path("x-faults")
        .properties()
        .forEach(
            fault -> {
              JsonNode entry = fault.getValue();
              assertThat(entry.path("meaning").asText()).as(fault.getKey()).isNotBlank();
              written.put(
                  fault.getKey(),
                  entry.path("status").asInt() + " " + entry.path("error").asText());
            });
    Map<String, String> coded = new TreeMap<>();
    for (Fault fault : Fault.values()) {
      coded.put(fault.code(), fault.status() + " " + fault.wireText());
    }
    assertThat(written).isEqualTo(coded);
  }

  /** Where the old wire wants something else: instead of which faults, on which routes. */
  @Test
  void exceptionsNameFaultsAndRoutesThatThereAre() {
    TreeSet<String> replaced = new TreeSet<>();
    for (JsonNode exception : CONTRACT.document().path("x-exceptions")) {
      assertThat(exception.path("keep").asText()).isNotBlank();
      for (String code : exception.path("instead-of").asText().split(", ")) {
        if (!code.contains(" ")) {
          assertThat(CONTRACT.status(code)).as(code).isGreaterThanOrEqualTo(400);
          replaced.add(code);
        }
      }
      ROUTE
          .matcher(exception.path("where").asText())
          .results()
          .forEach(
              route ->
                  assertThat(CONTRACT.operation(route.group(1), route.group(2)))
                      .as(route.group())
                      .isPresent());
    }
    assertThat(replaced).contains("client-unknown", "envelope-unsigned", "rate-limited");
  }

  @Test
  void onlyMissingTokensAreCalledUnauthorized() {
    for (Fault fault : Fault.values()) {
      assertThat(fault.wireText().equals("unauthorized"))
          .as(fault.name())
          .isEqualTo(fault.status() == 401);
    }
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> lost = new ArrayList<>();
    CONTRACT
        .document()
        .findValuesAsText("$ref")
        .forEach(
            ref -> {
              if (CONTRACT.document().at(ref.substring(1)).isMissingNode()) {
                lost.add(ref);
              }
            });
    assertThat(lost).isEmpty();
  }

  @Test
  void everyOperationIsNamedDescribedAndSaysWhoMayCallIt() {
    TreeSet<String> names = new TreeSet<>();
    for (Operation operation : CONTRACT.operations()) {
      JsonNode node = operation.node();
      assertThat(names.add(node.path("operationId").asText())).as(operation.toString()).isTrue();
      assertThat(node.path("summary").asText()).as(operation.toString()).isNotBlank();
      assertThat(node.path("tags")).as(operation.toString()).hasSize(1);
      assertThat(node.path("responses").has("default")).as(operation.toString()).isTrue();
      JsonNode security =
          node.has("security") ? node.path("security") : CONTRACT.document().path("security");
      boolean session = security.toString().contains("session");
      if (session) {
        assertThat(operation.statuses()).as(operation.toString()).contains("401", "403");
      }
    }
  }

  /** Each code has its status among the responses, and each status of a refusal a code. */
  @Test
  void everyOperationNamesItsCodes() {
    for (Operation operation : CONTRACT.operations()) {
      TreeSet<String> statuses = new TreeSet<>();
      for (String code : CONTRACT.codes(operation)) {
        assertThat(CONTRACT.status(code)).as(operation + ": " + code).isGreaterThanOrEqualTo(400);
        statuses.add(String.valueOf(CONTRACT.status(code)));
      }
      assertThat(operation.statuses().stream().filter(status -> status.compareTo("400") >= 0))
          .as(operation.toString())
          .containsExactlyInAnyOrderElementsOf(statuses);
    }
    assertThat(CONTRACT.codesOfAll())
        .allMatch(code -> CONTRACT.status(code) >= 400)
        .as("what only some routes may answer")
        .doesNotContain("request-malformed", "not-found", "rate-limited", "quota-exceeded");
  }

  /** The generated client has a method for each, and nothing else. */
  @Test
  void everyOperationIsInTheGeneratedClient() {
    TreeSet<String> names = new TreeSet<>();
    for (Operation operation : CONTRACT.operations()) {
      names.add(operation.node().path("operationId").asText());
    }
    TreeSet<String> generated = new TreeSet<>();
    for (var part : GeneratedClient.class.getRecordComponents()) {
      for (Method method : part.getType().getMethods()) {
        if (method.getName().endsWith("WithHttpInfo")) {
          generated.add(method.getName().replace("WithHttpInfo", ""));
        }
      }
    }
    assertThat(generated).isEqualTo(names);
    assertThat(names).containsAll(ContractCoverage.exempt());
  }

  /** Whoever writes a client sees one of each body; problems are shared and have theirs there. */
  @Test
  void everyBodyInJsonHasAnExample() {
    List<String> without = new ArrayList<>();
    int bodies = 0;
    for (Operation operation : CONTRACT.operations()) {
      Map<String, JsonNode> all = new TreeMap<>();
      all.put("request", operation.node().path("requestBody"));
      operation
          .node()
          .path("responses")
          .properties()
          .forEach(r -> all.put(r.getKey(), r.getValue()));
      for (var each : all.entrySet()) {
        for (var media : CONTRACT.resolve(each.getValue()).path("content").properties()) {
          if (media.getKey().endsWith("json")) {
            bodies++;
            if (media.getValue().path("example").isMissingNode()) {
              without.add(operation + " " + each.getKey() + " " + media.getKey());
            }
          }
        }
      }
    }
    assertThat(without).isEmpty();
    assertThat(bodies).isGreaterThan(100);
  }

  @Test
  void everyExampleOfARequestFitsItsSchema() {
    int examples = 0;
    for (Operation operation : CONTRACT.operations()) {
      JsonNode body = CONTRACT.resolve(operation.node().path("requestBody"));
      JsonNode example = body.path("content").path("application/json").path("example");
      if (!example.isMissingNode()) {
        examples++;
        assertThat(CHECK.requestViolations(operation, example.toString()))
            .as(operation.toString())
            .isEmpty();
      }
    }
    assertThat(examples).isGreaterThan(5);
  }

  @Test
  void everyExampleFitsItsSchema() {
    int examples = 0;
    for (Operation operation : CONTRACT.operations()) {
      for (var response : operation.node().path("responses").properties()) {
        JsonNode content = CONTRACT.resolve(response.getValue()).path("content");
        for (var media : content.properties()) {
          JsonNode example = media.getValue().path("example");
          if (!example.isMissingNode() && !response.getKey().equals("default")) {
            examples++;
            // Examples of refusals are shared, also by operations that refuse for other reasons.
            assertThat(violations(operation, response.getKey(), media.getKey(), example.toString()))
                .as(operation + " " + response.getKey())
                // An example is a body: it has no headers.
                .filteredOn(v -> !v.matches("header [\\w-]+ is missing"))
                .allMatch(v -> v.startsWith("the code ") && v.endsWith(" is not documented"));
          }
        }
      }
    }
    assertThat(examples).isGreaterThan(20);
  }

  @Test
  void departuresAreFound() {
    String problem =
        """
        {"type":"urn:cafe:problem:not-found","title":"Not found","status":404,"detail":"no",
         "code":"not-found","error":"not found","requestId":"1"}\
        """;
    Operation challenge = operation("GET", "/api/v1/sessions/challenge");
    String type = "application/json";
    assertThat(violations(challenge, "200", type, "{\"value\":\"v\",\"address\":\"P\"}"))
        .anyMatch(v -> v.contains("date"));
    assertThat(
            violations(
                challenge,
                "200",
                type,
                "{\"value\":\"v\",\"address\":\"P\",\"date\":\"2020-01-26T00:53:20Z\",\"x\":1}"))
        .anyMatch(v -> v.contains("x"));
    assertThat(violations(challenge, "200", "text/plain", "v"))
        .anyMatch(v -> v.contains("text/plain"));
    assertThat(violations(challenge, "409", "application/problem+json", problem))
        .anyMatch(v -> v.contains("not documented"));
    assertThat(violations(challenge, "404", "application/problem+json", problem))
        .anyMatch(v -> v.contains("not-found"));
    String overloaded =
        problem.replace("not-found", "overloaded").replace("not found", "overloaded");
    assertThat(violations(challenge, "500", "application/problem+json", overloaded))
        .anyMatch(v -> v.contains("500"));
    overloaded = overloaded.replace("404", "503");
    assertThat(violations(challenge, "503", "application/problem+json", overloaded)).isEmpty();
    assertThat(violations(challenge, "503", "application/problem+json", "{}")).isNotEmpty();
    assertThat(
            violations(
                challenge,
                "503",
                "application/problem+json",
                overloaded.replace("\"overloaded\",\"requestId", "\"busy\",\"requestId")))
        .anyMatch(v -> v.contains("busy"));
    Operation snapshot = operation("GET", "/cafe/v1/snapshots/t");
    assertThat(violations(snapshot, "200", "application/octet-stream", "bytes"))
        .anyMatch(v -> v.contains("ETag"));
    assertThat(violations(operation("PUT", "/api/v1/store"), "204", "", "x"))
        .anyMatch(v -> v.contains("none is documented"));
    assertThat(CHECK.violations(exchange("GET", "/nowhere", 200, "", "")))
        .anyMatch(v -> v.contains("no such route"));
    String method =
        problem
            .replace("404", "405")
            .replace("not-found", "method-not-allowed")
            .replace("not found", "method not allowed");
    assertThat(
            CHECK.violations(
                exchange("PATCH", "/api/v1/store", 405, "application/problem+json", method)))
        .anyMatch(v -> v.contains("Allow"));
    assertThat(
            CHECK.violations(exchange("GET", "/nowhere", 404, "application/problem+json", problem)))
        .isEmpty();
  }

  @Test
  void pathsFindTheirOperation() {
    assertThat(operation("GET", "/api/v1/sessions/challenge/").node().path("operationId").asText())
        .isEqualTo("getChallenge");
    assertThat(operation("GET", "/ipfs/QmX/0/large/content").node().path("operationId").asText())
        .isEqualTo("getContentAt");
    assertThat(operation("GET", "/cafe/v1/inbox/stream").node().path("operationId").asText())
        .isEqualTo("streamMessages");
    assertThat(CONTRACT.operation("PATCH", "/api/v1/store")).isEmpty();
  }

  private static Operation operation(String method, String path) {
    return CONTRACT.operation(method, path).orElseThrow();
  }

  private static List<String> violations(
      Operation operation, String status, String type, String body) {
    String path = operation.path().replaceAll("[{]\\w+}", "x");
    return CHECK.violations(
        exchange(operation.method(), path, Integer.parseInt(status), type, body));
  }

  private static Exchange exchange(
      String method, String path, int status, String type, String body) {
    Map<String, String> headers = new HashMap<>();
    if (!type.isEmpty()) {
      headers.put("content-type", type);
    }
    return new Exchange(method, path, status, headers, body.getBytes(StandardCharsets.UTF_8));
  }
}
