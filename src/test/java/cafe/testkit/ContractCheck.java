package cafe.testkit;

import cafe.testkit.Contract.Operation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says where a response departs from the contract: its status must be documented, its content type
 * must be one of that status, its body must fit the schema, and its headers must be there and fit.
 */
public final class ContractCheck {

  private static final String BASE = "https://contract.invalid/openapi";
  private static final Set<Integer> REFUSED = Set.of(400, 404, 405);
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final String NOT_ALLOWED = "/components/responses/MethodNotAllowed";
  private static final String PROBLEM = "application/problem+json";

  private final Contract contract;
  private final ObjectMapper json = new ObjectMapper();
  private final JsonSchemaFactory schemas;
  private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();
  private final Map<JsonNode, JsonSchema> headerSchemas = new ConcurrentHashMap<>();

  /** For a contract. */
  public ContractCheck(Contract contract) {
    this.contract = contract;
    String text = contract.document().toString();
    this.schemas =
        JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(BASE, text))));
  }

  /**
   * What a test received.
   *
   * @param method the request's method
   * @param path the request's path, without query
   * @param status the response's status
   * @param headers the response's headers, names in lower case, the first value of each
   * @param body the response's body; null if it was not read
   */
  public record Exchange(
      String method, String path, int status, Map<String, String> headers, byte @Nullable [] body) {

    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    String mediaType() {
      return header("content-type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
  }

  /** The departures, none if the response is as documented. */
  public List<String> violations(Exchange exchange) {
    Optional<Operation> operation = contract.operation(exchange.method(), exchange.path());
    if (operation.isEmpty()) {
      return ofUnknownRoute(exchange);
    }
    JsonNode responses = operation.get().node().path("responses");
    String status = String.valueOf(exchange.status());
    if (!responses.has(status)) {
      status = "default";
      if (contract.codesOfAll().stream().noneMatch(c -> contract.status(c) == exchange.status())) {
        return List.of("status " + exchange.status() + " is not documented for " + operation.get());
      }
    }
    JsonNode written = responses.path(status);
    String at =
        written.has("$ref")
            ? written.path("$ref").textValue().substring(1)
            : pointer(operation.get()) + "/responses/" + status;
    List<String> found = new ArrayList<>();
    checkHeaders(contract.resolve(written), exchange, found);
    checkBody(contract.resolve(written), at, exchange, found);
    Set<String> codes = contract.codes(operation.get());
    codes.addAll(contract.codesOfAll());
    checkCode(codes, exchange, found);
    return found;
  }

  /** The departures of a request's body in JSON. */
  public List<String> requestViolations(Operation operation, String body) {
    String at = pointer(operation) + "/requestBody/content/application~1json/schema";
    try {
      return schema(at).validate(json.readTree(body)).stream().map(Object::toString).toList();
    } catch (JsonProcessingException e) {
      return List.of("the body is no JSON: " + e.getOriginalMessage());
    }
  }

  /** The code of a problem whose body was read. */
  Optional<String> code(Exchange exchange) {
    boolean read = exchange.body() != null && exchange.body().length > 0;
    return read && exchange.mediaType().equals(PROBLEM)
        ? Optional.of(body(exchange, new ArrayList<>()).path("code").asText())
        : Optional.empty();
  }

  /** What is no route may only be refused, and by a problem. */
  private List<String> ofUnknownRoute(Exchange exchange) {
    List<String> found = new ArrayList<>();
    boolean refused = REFUSED.contains(exchange.status());
    if (exchange.status() == METHOD_NOT_ALLOWED) {
      checkAllow(exchange, found);
    }
    if (!refused) {
      found.add("no such route in the contract, yet it answers " + exchange.status());
    } else if (exchange.mediaType().equals(PROBLEM) && !exchange.method().equals("HEAD")) {
      validate("/components/schemas/Problem", exchange, found);
    }
    return found;
  }

  /** Which methods the path has: those of the contract, and those that the framework adds. */
  private void checkAllow(Exchange exchange, List<String> found) {
    checkHeaders(contract.document().at(NOT_ALLOWED), exchange, found);
    Set<String> documented = contract.methods(exchange.path());
    Set<String> allowed = new TreeSet<>(List.of(exchange.header("Allow").split(", ")));
    if (allowed.contains(exchange.method())) {
      found.add("refused, and yet allowed: " + allowed);
    }
    if (!documented.isEmpty()) {
      Set<String> most = new TreeSet<>(documented);
      most.add("OPTIONS");
      if (documented.contains("GET")) {
        most.add("HEAD");
      }
      if (!allowed.containsAll(documented) || !most.containsAll(allowed)) {
        found.add("allowed is " + allowed + ", documented is " + documented);
      }
    }
  }

  /** A problem's code must be one that is documented, and its status and text those of the code. */
  private void checkCode(Set<String> codes, Exchange exchange, List<String> found) {
    Optional<String> named = code(exchange);
    if (named.isEmpty()) {
      return;
    }
    String code = named.get();
    String error = body(exchange, found).path("error").asText();
    if (!codes.contains(code)) {
      found.add("the code " + code + " is not documented");
    } else if (contract.status(code) != exchange.status()) {
      found.add("the code " + code + " is not one of " + exchange.status());
    } else if (!contract.mayName(code, error)) {
      found.add("'" + error + "' is no text of " + code);
    }
  }

  private void checkHeaders(JsonNode response, Exchange exchange, List<String> found) {
    for (var header : response.path("headers").properties()) {
      JsonNode definition = contract.resolve(header.getValue());
      String value = exchange.header(header.getKey());
      if (value.isEmpty()) {
        if (definition.path("required").asBoolean()) {
          found.add("header " + header.getKey() + " is missing");
        }
        continue;
      }
      JsonNode schema = definition.path("schema");
      JsonNode typed =
          schema.path("type").asText().equals("integer") && value.matches("-?\\d{1,18}")
              ? json.getNodeFactory().numberNode(Long.parseLong(value))
              : json.getNodeFactory().textNode(value);
      headerSchemas
          .computeIfAbsent(schema, schemas::getSchema)
          .validate(typed)
          .forEach(m -> found.add(header.getKey() + ": " + m));
    }
  }

  private void checkBody(JsonNode response, String at, Exchange exchange, List<String> found) {
    JsonNode content = response.path("content");
    boolean head = exchange.method().equalsIgnoreCase("HEAD");
    if (content.isEmpty()) {
      if (exchange.body() != null && exchange.body().length > 0) {
        found.add("a body of " + exchange.body().length + " bytes where none is documented");
      }
      return;
    }
    String type = exchange.mediaType();
    String documented = content.has(type) ? type : content.has("*/*") ? "*/*" : "";
    if (documented.isEmpty()) {
      if (!(head && type.isEmpty())) {
        found.add("content type '" + type + "' is not documented");
      }
    } else if (!head && type.endsWith("json") && !documented.equals("*/*")) {
      validate(at + "/content/" + documented.replace("/", "~1") + "/schema", exchange, found);
    }
  }

  private void validate(String pointer, Exchange exchange, List<String> found) {
    if (exchange.body() != null) {
      schema(pointer)
          .validate(body(exchange, found))
          .forEach(message -> found.add(message.toString()));
    }
  }

  private JsonNode body(Exchange exchange, List<String> found) {
    try {
      return json.readTree(exchange.body());
    } catch (JsonProcessingException e) {
      found.add("the body is no JSON: " + e.getOriginalMessage());
      return json.missingNode();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A schema of the document by its JSON pointer. */
  JsonSchema schema(String pointer) {
    return compiled.computeIfAbsent(
        pointer, p -> schemas.getSchema(SchemaLocation.of(BASE + "#" + p)));
  }

  private static String pointer(Operation operation) {
    return "/paths/"
        + operation.path().replace("~", "~0").replace("/", "~1")
        + "/"
        + operation.method().toLowerCase(Locale.ROOT);
  }
}
