package cafe.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import cafe.client.ApiException;
import cafe.client.GatewayApi;
import cafe.crypto.ContentKey;
import cafe.ipld.Cid;
import cafe.testkit.GeneratedClient;
import java.net.URI;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Good keys with which a file is not opened, and what the generated client is told. */
class RefusedKeysTest {
  private static final ContentKey KEY = ContentKey.generate(new SecureRandom());

  /** Files of one piece are opened at once. */
  private static final int PIECES = 200_000;

  @Test
  void aFileThatIsNotCheckedInTime() {
    try (GatewayServer server = new GatewayServer(setting("verification-timeout", "0s"))) {
      assertRefused(server, 504, "timeout");
    }
  }

  @Test
  void aCafeThatOpensNothing() {
    try (GatewayServer server = new GatewayServer(setting("decrypt", "false"))) {
      assertRefused(server, 403, "forbidden");
    }
  }

  private static Map<String, String> setting(String name, String value) {
    return Map.of("cafe.gateway." + name, value);
  }

  private static void assertRefused(GatewayServer server, int status, String code) {
    GatewayApi api =
        GeneratedClient.of(URI.create("http://127.0.0.1:" + server.port() + "/")).gateway();
    Cid sealed = server.dags.file(KEY.encrypt(new byte[PIECES]));
    String file = sealed.toString();
    String folder = server.dags.directory(Map.of("a", sealed)).toString();
    String key = KEY.text();
    for (ThrowingCallable get :
        List.<ThrowingCallable>of(
            () -> api.getContent(file, null, key, null, null, null, null, null, null),
            () -> api.getContentAt(folder, "a", key, null, null, null, null, null, null, null))) {
      ApiException refusal = catchThrowableOfType(ApiException.class, get);
      assertThat(refusal.getCode()).isEqualTo(status);
      assertThat(GeneratedClient.problem(refusal).getCode()).isEqualTo(code);
      assertThat(refusal.getResponseBody()).doesNotContain(key);
      assertThat(refusal.getResponseHeaders().firstValue("Retry-After"))
          .isEqualTo(status == 504 ? Optional.of("1") : Optional.empty());
    }
    for (ThrowingCallable head :
        List.<ThrowingCallable>of(
            () -> api.headContent(file, null, key, null, null),
            () -> api.headContentAt(folder, "a", key, null, null, null))) {
      assertThat(catchThrowableOfType(ApiException.class, head).getCode()).isEqualTo(status);
    }
  }
}
