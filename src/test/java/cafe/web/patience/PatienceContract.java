package cafe.web.patience;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.testkit.TestDevice;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** While the database cannot serve, old clients wait, and the others are told to come again. */
@Timeout(120)
abstract class PatienceContract {

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject Patience patience;

  private TestDevice sender;
  private TestDevice recipient;

  @BeforeEach
  void register() {
    String token = tokens.create(new NewAccessToken("patience", null, null)).text();
    sender = TestDevice.create().register(base, token);
    recipient = TestDevice.create().register(base, token);
  }

  /** Something because of which the database cannot serve, until it is closed. */
  interface Outage extends AutoCloseable {
    @Override
    void close() throws SQLException;
  }

  /** Begins an outage. */
  interface Begin {
    Outage begin() throws Exception;
  }

  /**
   * Sends an outbox during an outage, which ends once all of it waits.
   *
   * @param code of the fault that others hear of
   */
  void outlast(Begin begin, String code) throws Exception {
    ClientOutbox outbox = new ClientOutbox(base, sender, recipient);
    outbox.prepare();
    List<CompletableFuture<HttpResponse<String>>> answers;
    try (Outage _ = begin.begin()) {
      HttpResponse<String> told = outbox.impatient();
      assertThat(told.statusCode()).isEqualTo(503);
      assertThat(told.body()).contains("\"code\":\"" + code + "\"");
      assertThat(told.headers().firstValue("Retry-After")).isPresent();
      answers = outbox.send();
      while (patience.waiting() < ClientOutbox.SIZE) {
        Thread.sleep(10); // bounded by the test's own time limit
      }
      assertThat(answers).noneMatch(CompletableFuture::isDone);
    }
    outbox.assertDone(answers);
    assertThat(outbox.impatient().statusCode()).isEqualTo(204);
  }
}
