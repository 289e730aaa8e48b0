package cafe.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The contract that the cafe serves, as data: its operations and their responses. */
public final class Contract {

  /** Where the build puts the joined document. */
  public static final String RESOURCE = "META-INF/openapi.yaml";

  private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "delete");
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  private final JsonNode document;
  private final List<Operation> operations;

  private Contract(JsonNode document) {
    this.document = document;
    this.operations = operations(document.path("paths"));
  }

  /** Reads the document from the class path. */
  public static Contract read() {
    try (InputStream in = Contract.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is not on the class path");
      }
      return new Contract(new YAMLMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole document. */
  public JsonNode document() {
    return document;
  }

  /** Every operation. */
  public List<Operation> operations() {
    return operations;
  }

  /** The operation of a request, without regard to how its path is spelled. */
  public Optional<Operation> operation(String method, String path) {
    String plain = plain(path);
    return operations.stream()
        .filter(o -> o.method().equals(method.toUpperCase(Locale.ROOT)))
        .filter(o -> o.pattern().matcher(plain).matches())
        .findFirst();
  }

  /** The methods that a path has. */
  public Set<String> methods(String path) {
    String plain = plain(path);
    return operations.stream()
        .filter(o -> o.pattern().matcher(plain).matches())
        .map(Operation::method)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Without empty segments, without dots, and without a slash at the end. */
  private static String plain(String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.split("/")) {
      String dots = segment.replaceAll("(?i)%2e", ".");
      if (dots.equals("..")) {
        segments.pollLast();
      } else if (!dots.isEmpty() && !dots.equals(".")) {
        segments.addLast(segment);
      }
    }
    return "/" + String.join("/", segments);
  }

  /** Follows a reference inside the document, if the node is one. */
  public JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").textValue().substring(1)) : node;
  }

  /** What any operation may answer, whatever it does: the codes of its {@code default}. */
  public Set<String> codesOfAll() {
    return texts(document.at("/components/responses/Trouble/x-codes"));
  }

  /** What an operation may answer: its own codes, and those of its kind of credentials. */
  public Set<String> codes(Operation operation) {
    Set<String> codes = texts(operation.node().path("x-codes"));
    JsonNode security =
        operation.node().has("security")
            ? operation.node().path("security")
            : document.path("security");
    for (JsonNode scheme : security) {
      scheme
          .fieldNames()
          .forEachRemaining(
              name -> codes.addAll(texts(document.path("x-scheme-codes").path(name))));
    }
    return codes;
  }

  /** The HTTP status of a fault. */
  public int status(String code) {
    return document.path("x-faults").path(code).path("status").asInt();
  }

  /** Whether a fault may say this in its {@code error}: its text, or words of the original's. */
  public boolean mayName(String code, String error) {
    JsonNode fault = document.path("x-faults").path(code);
    return fault.path("error").asText().equals(error)
        || texts(fault.path("words")).stream().anyMatch(error::matches);
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new TreeSet<>();
    list.forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private static List<Operation> operations(JsonNode paths) {
    List<Operation> found = new ArrayList<>();
    for (var path : paths.properties()) {
      for (var method : path.getValue().properties()) {
        if (METHODS.contains(method.getKey())) {
          found.add(
              new Operation(
                  method.getKey().toUpperCase(Locale.ROOT),
                  path.getKey(),
                  pattern(path.getKey(), path.getValue().path("x-segments").asText()),
                  method.getValue()));
        }
      }
    }
    // Literal paths first: "/challenge" before "/{peer}".
    found.sort(
        Comparator.comparingLong((Operation o) -> o.path().chars().filter(c -> c == '{').count())
            .thenComparing(Operation::path));
    return List.copyOf(found);
  }

  private static Pattern pattern(String template, String manySegments) {
    Matcher variables = VARIABLE.matcher(template);
    StringBuilder regex = new StringBuilder();
    int end = 0;
    while (variables.find()) {
      regex.append(Pattern.quote(template.substring(end, variables.start())));
      regex.append(variables.group(1).equals(manySegments) ? ".+" : "[^/]+");
      end = variables.end();
    }
    return Pattern.compile(regex.append(Pattern.quote(template.substring(end))).toString());
  }

  /**
   * One method of one path.
   *
   * @param method in capitals
   * @param path with variables in braces
   * @param pattern of the paths that it serves
   * @param node as written
   */
  public record Operation(String method, String path, Pattern pattern, JsonNode node) {

    /** The statuses that it documents one by one. */
    public List<String> statuses() {
      return StreamSupport.stream(
              ((Iterable<String>) () -> node.path("responses").fieldNames()).spliterator(), false)
          .filter(status -> !status.equals("default"))
          .toList();
    }

    /** Method and path. */
    @Override
    public String toString() {
      return method + " " + path;
    }
  }
}
