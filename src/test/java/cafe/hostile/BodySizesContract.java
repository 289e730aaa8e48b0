package cafe.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import cafe.identity.tokens.AccessTokens;
import cafe.identity.tokens.NewAccessToken;
import cafe.storage.Contents;
import cafe.storage.StorageConfig;
import cafe.testkit.Contract.Operation;
import cafe.testkit.RawHttp;
import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies that never end, or that break off, on every route that takes any; on each database. */
abstract class BodySizesContract {

  private static final int PIECE = 64 * 1024;

  /** Far more than any limit here, and than what may be on its way unread. */
  private static final int MAX_PIECES = 4_096;

  @TestHTTPResource("/")
  URI base;

  @Inject AccessTokens tokens;
  @Inject StorageConfig storage;

  private Belongings own;
  private Calls calls;

  @BeforeEach
  void settle() throws IOException {
    String token = tokens.create(new NewAccessToken("sizes", null, null)).text();
    own = Belongings.settle(base, token);
    calls = new Calls(base, token, own);
  }

  /** W6: the answer comes while the body still goes on. */
  @Test
  void w6ABodyThatNeverEnds() throws Exception {
    for (Operation operation : Calls.withBody()) {
      Call call = calls.of(operation);
      try (Socket socket = RawHttp.open(call.base())) {
        CompletableFuture<String> answer = answerOf(socket, call);
        sendWithoutEnd(socket, call, operation, answer);
        RawHttp.Answer received = RawHttp.parse(answer.get(30, TimeUnit.SECONDS));
        assertThat(received.status()).as("%s", call).isEqualTo(413);
        assertThat(Refusals.code(call, received)).isEqualTo("too-large");
      }
    }
    assertThat(left()).isEmpty();
    own.assertUntouched();
  }

  private static CompletableFuture<String> answerOf(Socket socket, Call call) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            answer.complete(RawHttp.receive(socket, call.head()));
          } catch (IOException | AssertionError e) {
            answer.completeExceptionally(new AssertionError(call + " was not answered", e));
          }
        });
    return answer;
  }

  private static void sendWithoutEnd(
      Socket socket, Call call, Operation operation, CompletableFuture<String> answer)
      throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(call.head("Transfer-Encoding: chunked").getBytes(ISO_8859_1));
    if (Calls.id(operation).equals("store")) {
      chunk(out, Belongings.part(own(call)).getBytes(UTF_8));
    }
    byte[] piece = new byte[PIECE];
    Arrays.fill(piece, (byte) ' ');
    try {
      for (int i = 0; i < MAX_PIECES && !answer.isDone(); i++) {
        chunk(out, piece);
      }
    } catch (IOException e) {
      // The cafe has closed the connection.
    }
  }

  private static String own(Call call) {
    return Contents.file(call.body()).root().toString();
  }

  private static void chunk(OutputStream out, byte[] bytes) throws IOException {
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(ISO_8859_1));
    out.write(bytes);
    out.write("\r\n".getBytes(ISO_8859_1));
  }

  /** Two parts, of which the first is whole; a file; a snapshot; a letter: none of it stays. */
  @Test
  void aBodyThatBreaksOff() throws IOException {
    List<String> before = blocks();
    List<JsonNode> tokensBefore = Operator.here().tokens();
    for (Operation operation : Calls.withBody()) {
      Call call = calls.of(operation);
      byte[] body =
          switch (Calls.id(operation)) {
            case "store" -> twoParts();
            case "createToken", "validateToken" -> wholeAndSpaces(call.body());
            default -> longer(call.body());
          };
      String whole = call.head("Content-Length: " + body.length);
      String chunked = call.head("Transfer-Encoding: chunked");
      byte[] half = Arrays.copyOf(body, body.length - 20);
      byte[] begun = RawHttp.request(Integer.toHexString(body.length) + "\r\n", half);
      for (byte[] request :
          List.of(RawHttp.request(whole, half), RawHttp.request(chunked, begun))) {
        breakOff(call.base(), request);
      }
    }
    assertThat(Operator.here().tokens()).as("tokens").isEqualTo(tokensBefore);
    own.assertUntouched();
    assertThat(blocks()).as("blocks").isEqualTo(before);
    assertThat(left()).as("files of uploads").isEmpty();
  }

  /** Ends the request early and waits until the cafe, too, has closed the connection. */
  private static void breakOff(URI whom, byte[] request) throws IOException {
    try (Socket socket = RawHttp.open(whom)) {
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      byte[] unused = socket.getInputStream().readAllBytes();
    }
  }

  private static byte[] longer(byte[] body) {
    return Arrays.copyOf(body, body.length + 200_000);
  }

  /** A value that has come whole when the body breaks off, and is yet not all of it. */
  private static byte[] wholeAndSpaces(byte[] body) {
    byte[] longer = Arrays.copyOf(body, body.length + 1_000);
    Arrays.fill(longer, body.length, longer.length, (byte) ' ');
    return longer;
  }

  private byte[] twoParts() {
    byte[] one = ("one of " + own.device().peer()).getBytes(UTF_8);
    byte[] two = new byte[400_000];
    String first = Belongings.part(Contents.file(one).root().toString());
    String whole = first + new String(one, ISO_8859_1) + "\r\n";
    return RawHttp.request(whole, Belongings.form(Contents.file(two).root().toString(), two));
  }

  private List<String> blocks() throws IOException {
    return files(storage.blocks());
  }

  private List<String> left() throws IOException {
    return files(storage.uploads());
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    }
  }
}
