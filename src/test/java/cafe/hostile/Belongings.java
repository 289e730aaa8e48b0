package cafe.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.storage.Contents;
import cafe.testkit.Letters;
import cafe.testkit.RawHttp;
import cafe.testkit.TestDevice;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * A client with one of everything that a cafe keeps, and an access token that nobody uses; and a
 * look at whether all is still there.
 */
final class Belongings {

  static final String BOUNDARY = "x-cafe-boundary-x";

  private static final String END = "\r\n--" + BOUNDARY + "--\r\n";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final TestDevice device;
  private final TestDevice author = TestDevice.create();
  private final byte[] file;
  private final byte[] node;
  private final byte[] snapshot;
  private final byte[] letter;
  private final String name;
  private JsonNode usage = JSON.nullNode();
  private JsonNode spare = JSON.nullNode();

  private Belongings(URI base, TestDevice device) {
    this.base = base;
    this.device = device;
    this.file = ("a file of " + device.peer()).getBytes(UTF_8);
    this.node =
        "{\"Links\":[{\"Name\":\"a\",\"Hash\":\"%s\",\"Size\":%d}],\"Data\":\"\\u0008\\u0001\"}"
            .formatted(cid(), file.length)
            .getBytes(UTF_8);
    this.snapshot = ("a thread of " + device.peer()).getBytes(UTF_8);
    this.letter = Letters.of(author, "to " + device.peer());
    this.name = "name of " + device.peer();
  }

  /** Registers a new client and lets it store, publish and receive. */
  static Belongings settle(URI base, String token) throws IOException {
    Belongings all = new Belongings(base, TestDevice.create().register(base, token));
    String form = "Content-Type: multipart/form-data; boundary=" + BOUNDARY;
    all.put("PUT", "/api/v1/store", form, form(all.cid(), all.file));
    all.put("PUT", "/api/v1/store", form, form(all.directory(), all.node));
    all.put("PUT", "/cafe/v1/snapshots/t", "Content-Type: application/octet-stream", all.snapshot);
    String to = "/api/v1/inbox/" + all.author.peer() + "/" + all.device.peer();
    all.put("POST", to, "Content-Type: application/octet-stream", all.letter);
    byte[] publication = ("{\"name\":\"" + all.name + "\"}").getBytes(UTF_8);
    all.put("PUT", "/cafe/v1/directory/self", "Content-Type: application/json", publication);
    all.usage = all.json("/cafe/v1/storage/usage");
    String wanted = "{\"label\":\"spare of %s\"}".formatted(all.device.peer());
    all.spare = Operator.here().ask("POST", "/operator/v1/tokens", wanted);
    all.assertUntouched();
    return all;
  }

  /** A form of one part. */
  static byte[] form(String fileName, byte[] content) {
    byte[] start = RawHttp.request(part(fileName), content);
    return RawHttp.request(new String(start, ISO_8859_1), END.getBytes(UTF_8));
  }

  /** What stands before a part's content. */
  static String part(String fileName) {
    return "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n\r\n"
        .formatted(BOUNDARY, fileName);
  }

  TestDevice device() {
    return device;
  }

  TestDevice author() {
    return author;
  }

  String cid() {
    return Contents.file(file).root().toString();
  }

  String directory() {
    return Contents.nodeOfJson(node).root().toString();
  }

  byte[] letter() {
    return letter;
  }

  String letterId() {
    return Letters.id(letter);
  }

  String name() {
    return name;
  }

  /** Id of an access token that nobody uses. */
  String spareId() {
    return spare.path("id").asText();
  }

  /** The text of that token. */
  String spareText() {
    return spare.path("token").asText();
  }

  String session() throws IOException {
    return json("/cafe/v1/sessions").path("sessions").path(0).path("id").asText();
  }

  /** Everything is where it was, and as it was, and nobody is with it. */
  void assertUntouched() throws IOException {
    assertThingsAreUntouched();
    JsonNode devices = json("/cafe/v1/devices").path("devices");
    assertThat(devices).as("devices").hasSize(1);
    assertThat(devices.path(0).path("peer").asText()).isEqualTo(device.peer().toString());
    assertThat(json("/cafe/v1/sessions").path("sessions")).as("sessions").hasSize(1);
  }

  /** What the client keeps; its account may have got another device. */
  void assertThingsAreUntouched() throws IOException {
    assertThat(get("/ipfs/" + cid()).body()).as("file").isEqualTo(file);
    assertThat(get("/ipfs/" + directory() + "/a").body()).as("file below").isEqualTo(file);
    assertThat(json("/cafe/v1/storage/usage")).as("references").isEqualTo(usage);
    assertThat(get("/cafe/v1/snapshots/t").body()).as("snapshot").isEqualTo(snapshot);
    assertThat(json("/cafe/v1/snapshots/t/versions").path("snapshots")).as("versions").hasSize(1);
    JsonNode waiting = json("/cafe/v1/inbox").path("messages");
    assertThat(waiting).as("messages").hasSize(1);
    assertThat(waiting.path(0).path("id").asText()).isEqualTo(letterId());
    assertThat(get("/cafe/v1/inbox/" + letterId()).body()).as("letter").isEqualTo(letter);
    JsonNode self = json("/cafe/v1/directory/self");
    assertThat(self.path("name").asText()).as("name").isEqualTo(name);
    assertThat(self.path("inboxes")).as("inboxes").isEmpty();
    JsonNode found = json("/cafe/v1/directory?address=" + device.address()).path("peers");
    assertThat(found).as("found").hasSize(1);
    assertThat(found.path(0)).as("as others see it").isEqualTo(self);
    String shown = "{\"token\":\"%s\"}".formatted(spareText());
    JsonNode verdict = Operator.here().ask("POST", "/operator/v1/tokens/validation", shown);
    assertThat(verdict.path("id").asText()).as("access token").isEqualTo(spareId());
  }

  private void put(String method, String target, String type, byte[] body) throws IOException {
    Call call = new Call(base, method, target, List.of(type, credentials()), body);
    assertThat(call.send().status()).as("%s", call).isBetween(200, 204);
  }

  private RawHttp.Answer get(String target) throws IOException {
    RawHttp.Answer answer =
        new Call(base, "GET", target, List.of(credentials()), new byte[0]).send();
    assertThat(answer.status()).as(target).isEqualTo(200);
    return answer;
  }

  private JsonNode json(String target) throws IOException {
    return JSON.readTree(get(target).body());
  }

  private String credentials() {
    return "Authorization: Basic " + device.access();
  }
}
