package cafe.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import cafe.storage.Contents;
import cafe.testkit.Contract;
import cafe.testkit.Contract.Operation;
import cafe.testkit.Letters;
import cafe.testkit.TestDevice;
import cafe.testkit.TestNode;
import cafe.wire.Envelopes;
import cafe.wire.Payloads;
import cafe.wire.pb.CafeCheckMessages;
import cafe.wire.pb.ContactQuery;
import cafe.wire.pb.Message;
import cafe.wire.pb.Query;
import cafe.wire.pb.QueryOptions;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A good request for every route of the contract, in the name of one client and about its own
 * things, or in the operator's about that client: what an attack begins with. A route that is added
 * to the contract must be added here.
 */
final class Calls {

  private static final Contract CONTRACT = Contract.read();
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
  private static final byte[] NONE = {};

  private final URI base;
  private final String token;
  private final Belongings own;
  private final Operator operator;

  /**
   * Requests of a client, and of the operator about that client.
   *
   * @param token an access token, to register with
   * @param own the client and its things
   */
  Calls(URI base, String token, Belongings own) throws IOException {
    this.base = base;
    this.token = token;
    this.own = own;
    this.operator = Operator.here();
  }

  /** Every route, of both ports. */
  static List<Operation> all() {
    return CONTRACT.operations();
  }

  /** Those of them that take a body. */
  static List<Operation> withBody() {
    return all().stream().filter(operation -> operation.node().has("requestBody")).toList();
  }

  /** Whether a route is the operator's, on his own port. */
  static boolean isOperators(Operation operation) {
    return scheme(operation).equals("operatorSecret");
  }

  /** Those that need credentials of a kind: {@code session}, {@code accessToken}, … */
  static List<Operation> needing(String scheme) {
    return all().stream().filter(o -> scheme(o).equals(scheme)).toList();
  }

  /** Those that take a body of a type. */
  static List<Operation> taking(String mediaType) {
    return all().stream()
        .filter(o -> o.node().path("requestBody").path("content").has(mediaType))
        .toList();
  }

  static String id(Operation operation) {
    return operation.node().path("operationId").asText();
  }

  private static String scheme(Operation operation) {
    var security =
        operation.node().has("security")
            ? operation.node().path("security")
            : CONTRACT.document().path("security");
    return security.isEmpty() ? "" : security.path(0).fieldNames().next();
  }

  /** A good request. */
  Call of(Operation operation) throws IOException {
    return of(operation, "", "");
  }

  /** The variables of an operation's path. */
  static List<String> variables(Operation operation) {
    return VARIABLE.matcher(operation.path()).results().map(each -> each.group(1)).toList();
  }

  /** A request that is good but for one variable of its path. */
  Call of(Operation operation, String changed, String odd) throws IOException {
    Matcher variables = VARIABLE.matcher(operation.path());
    StringBuilder target = new StringBuilder();
    int end = 0;
    while (variables.find()) {
      target.append(operation.path(), end, variables.start());
      String name = variables.group(1);
      target.append(name.equals(changed) ? odd : variable(operation, name));
      end = variables.end();
    }
    target.append(operation.path(), end, operation.path().length()).append(query(operation));
    List<String> fields = new ArrayList<>();
    String credentials = credentials(scheme(operation));
    if (!credentials.isEmpty()) {
      fields.add("Authorization: Basic " + credentials);
    }
    operation
        .node()
        .path("requestBody")
        .path("content")
        .fieldNames()
        .forEachRemaining(
            type -> {
              if (fields.stream().noneMatch(field -> field.startsWith("Content-Type"))) {
                fields.add("Content-Type: " + type + boundary(type));
              }
            });
    if (id(operation).equals("service")) {
      fields.add("X-Textile-Peer: " + device().peer());
    }
    URI asked = isOperators(operation) ? operator.url() : base;
    return new Call(asked, operation.method(), target.toString(), fields, body(operation));
  }

  private TestDevice device() {
    return own.device();
  }

  private String credentials(String scheme) {
    return switch (scheme) {
      case "session" -> device().access();
      case "refreshToken" -> device().refresh();
      case "accessToken" -> token;
      case "operatorSecret" -> operator.secret();
      default -> "";
    };
  }

  private static String boundary(String type) {
    return type.startsWith("multipart/") ? "; boundary=" + Belongings.BOUNDARY : "";
  }

  private String variable(Operation operation, String name) throws IOException {
    boolean below = operation.path().contains("{path}");
    return switch (name) {
      case "peer", "to" -> device().peer().toString();
      case "cid" -> below ? own.directory() : own.cid();
      case "path" -> "a";
      case "name" -> device().peer().toString();
      case "session" -> own.session();
      case "thread" -> "t";
      case "version" -> "1";
      case "from" -> own.author().peer().toString();
      case "id" -> isOperators(operation) ? own.spareId() : own.letterId();
      default -> throw new AssertionError("no sample of " + name + " in " + operation);
    };
  }

  private String query(Operation operation) {
    return switch (id(operation)) {
      case "getChallenge" -> "?account_addr=" + device().address();
      case "register" -> {
        String challenge = device().requestChallenge(base, token);
        yield "?account_addr=" + device().address() + "&challenge=" + challenge + "&nonce=n";
      }
      case "findPeers" -> "?name=" + URLEncoder.encode(own.name(), UTF_8);
      default -> "";
    };
  }

  private byte[] body(Operation operation) {
    byte[] content = ("more of " + device().peer()).getBytes(UTF_8);
    return switch (id(operation)) {
      case "register" -> new byte[64];
      case "refreshSession" -> device().access().getBytes(UTF_8);
      case "store" -> Belongings.form(Contents.file(content).root().toString(), content);
      case "pin", "storeThread", "putSnapshot" -> content;
      case "listMissing" -> json("{\"cids\":[\"" + own.cid() + "\"]}");
      case "removeDevice" -> json("{\"challenge\":\"x\",\"signature\":\"AAAA\"}");
      case "acknowledgeMessages" -> json("{\"ids\":[]}");
      case "publish" -> json("{\"name\":\"" + own.name() + "\"}");
      case "createToken" -> json("{\"label\":\"one of " + device().peer() + "\",\"uses\":1}");
      case "validateToken" -> json("{\"token\":\"" + own.spareText() + "\"}");
      case "deliver" -> Letters.of(own.author(), "another");
      case "search" -> search();
      case "service" ->
          sealed(
              Message.Type.CAFE_CHECK_MESSAGES,
              CafeCheckMessages.newBuilder().setToken(device().access()).build());
      default -> {
        if (operation.node().has("requestBody")) {
          throw new AssertionError("no sample of a body for " + operation);
        }
        yield NONE;
      }
    };
  }

  private static byte[] json(String text) {
    return text.getBytes(UTF_8);
  }

  private byte[] search() {
    Query query =
        Query.newBuilder()
            .setId("search")
            .setType(Query.Type.CONTACTS)
            .setOptions(QueryOptions.newBuilder().setLimit(1).setWait(1))
            .setPayload(Payloads.packBare(ContactQuery.newBuilder().setName(own.name()).build()))
            .build();
    return sealed(Message.Type.CAFE_QUERY, query);
  }

  private byte[] sealed(Message.Type type, MessageLite payload) {
    return Envelopes.sign(Envelopes.request(type, payload), new TestNode(device().peerKey()))
        .toByteArray();
  }
}
