package cafe.boot;

import cafe.admin.http.OperatorListener;
import cafe.crypto.ContentKey;
import cafe.identity.CafeInfo;
import cafe.identity.CafeInfos;
import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.kernel.ContentOrigin;
import cafe.kernel.NodeAddresses;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Says that the cafe is ready, and how to reach it: on standard output, and in a file of the data
 * folder that the operator's commands read.
 */
@ApplicationScoped
class Ready {

  /** The last of all. */
  private static final int LAST = 10_000;

  private static final Duration DEV_TOKEN = Duration.ofDays(7);

  private final BootConfig config;
  private final CafeInfos infos;
  private final NodeAddresses addresses;
  private final OperatorListener operator;
  private final AccessTokens tokens;
  private final ContentOrigin content;
  private final Path data;

  Ready(
      BootConfig config,
      CafeInfos infos,
      NodeAddresses addresses,
      OperatorListener operator,
      AccessTokens tokens,
      ContentOrigin content,
      @ConfigProperty(name = "cafe.data") Path data) {
    this.config = config;
    this.infos = infos;
    this.addresses = addresses;
    this.operator = operator;
    this.tokens = tokens;
    this.content = content;
    this.data = data;
  }

  void onStart(@Observes @Priority(LAST) StartupEvent event) {
    OperatorFile.write(data, operator.url());
    // Ciphers are slow until they are compiled: the first readers need not pay for it.
    Thread.ofPlatform().daemon().name("warm-up").start(ContentKey::warmUp);
  }

  void onStop(@Observes ShutdownEvent event) {
    OperatorFile.remove(data, operator.url());
  }

  void onHttp(@ObservesAsync HttpServerStart event) {
    if (config.announce() == BootConfig.Announcement.NONE) {
      return;
    }
    Optional<String> token = config.dev() ? Optional.of(devToken()) : Optional.empty();
    CafeInfo info = infos.info();
    if (config.announce() == BootConfig.Announcement.JSON) {
      json(info, token.orElse(null), System.out);
    } else {
      text(info, token.orElse(null), System.out);
    }
  }

  private String devToken() {
    return tokens.create(new NewAccessToken("development", DEV_TOKEN, null)).text();
  }

  private void json(CafeInfo info, @Nullable String token, PrintStream out) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.put("peer", info.peer().toString());
    details.put("address", info.address().toString());
    details.put("url", info.url());
    details.put("gateway", content.gatewayUrl(info.url()));
    details.put("operator", operator.url());
    addresses.addresses().forEach(details.putArray("addresses")::add);
    if (token != null) {
      details.put("token", token);
    }
    out.println(details);
    out.flush();
  }

  private void text(CafeInfo info, @Nullable String token, PrintStream out) {
    StringBuilder text = new StringBuilder(512);
    text.append("\nThe cafe is open.\n");
    line(text, "peer", info.peer().toString());
    line(text, "account", info.address().toString());
    line(text, "API", info.url());
    line(text, "gateway", content.gatewayUrl(info.url()) + "/ipfs/…");
    line(text, "operator", operator.url());
    addresses.addresses().forEach(address -> line(text, "swarm", address));
    if (token != null) {
      line(text, "token", token + "  (fresh, for development)");
    }
    out.println(text);
    out.flush();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("  ").append(name).append(" ".repeat(10 - name.length())).append(value);
    text.append('\n');
  }
}
