package cafe.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.admin.http.OperatorListener;
import cafe.testkit.RawHttp;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.inject.spi.CDI;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The operator of the cafe under test.
 *
 * @param url his listener's
 * @param secret what he proves himself with
 */
record Operator(URI url, String secret) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** He who runs this cafe. */
  static Operator here() throws IOException {
    String url = CDI.current().select(OperatorListener.class).get().url();
    Path data = ConfigProvider.getConfig().getValue("cafe.data", Path.class);
    return new Operator(URI.create(url), Files.readString(data.resolve("operator.secret")).strip());
  }

  /** A request of his. */
  Call call(String method, String target, String body) {
    List<String> fields = new ArrayList<>(List.of("Authorization: Bearer " + secret));
    if (!body.isEmpty()) {
      fields.add("Content-Type: application/json");
    }
    return new Call(url, method, target, fields, body.getBytes(UTF_8));
  }

  /** What a request of his is answered. */
  JsonNode ask(String method, String target, String body) throws IOException {
    Call call = call(method, target, body);
    RawHttp.Answer answer = call.send();
    assertThat(answer.status()).as("%s", call).isBetween(200, 201);
    return JSON.readTree(answer.body());
  }

  /** All tokens, newest first. */
  List<JsonNode> tokens() throws IOException {
    return pages("tokens", "id");
  }

  /** All clients, without when they were last seen. */
  List<JsonNode> clients() throws IOException {
    List<JsonNode> all = pages("clients", "peer");
    all.forEach(client -> ((ObjectNode) client).remove("seen"));
    return all;
  }

  private List<JsonNode> pages(String list, String key) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    JsonNode page;
    String after = "";
    do {
      String target = "/operator/v1/" + list + "?after=" + URLEncoder.encode(after, UTF_8);
      page = ask("GET", target, "").path(list);
      page.forEach(all::add);
      after = all.isEmpty() ? "" : all.getLast().path(key).asText();
    } while (!page.isEmpty());
    return all;
  }
}
