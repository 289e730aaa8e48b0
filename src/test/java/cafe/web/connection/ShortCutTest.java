package cafe.web.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShortCutTest {
  private int asked;
  private int sent;
  private int written;
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new ShortCut(this::find, false, bytes -> written += bytes));

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  @Test
  void answersWhatLiesReadyAndPassesTheRest() {
    assertAnswered(plain("/ready"));
    assertPassed(plain("/other"));
    assertAnswered(plain("/ready"));
    assertThat(written).isEqualTo(2);
    assertThat(sent).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Length, 0",
    "Transfer-Encoding, chunked",
    "Expect, 100-continue",
    "Upgrade, websocket",
    "Host, a b",
  })
  void passesWhatIsNotPlain(String name, String value) {
    HttpRequest request = plain("/ready");
    request.headers().set(name, value);
    assertPassed(request);
    assertThat(asked).isZero();
    assertAnswered(plain("/ready"));
  }

  @Test
  void passesWhatCannotBeRead() {
    HttpRequest broken = plain("/ready");
    broken.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("broken")));
    assertPassed(broken);
    HttpRequest nowhere = plain("/ready");
    nowhere.headers().remove("Host");
    assertPassed(nowhere);
  }

  @Test
  void answersNothingAfterTheLastRequest() {
    HttpRequest last = plain("/other");
    last.headers().set("Connection", "Close");
    assertPassed(last);
    assertPassed(plain("/ready"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"keep-alive, close", "Close,x", "x , CLOSE"})
  void findsAnEndInAList(String list) {
    HttpRequest last = plain("/ready");
    last.headers().set("Connection", list);
    assertPassed(last);
    assertThat(last.headers().getAll("Connection")).as("as Vert.x reads it").containsOnly("close");
    assertPassed(plain("/ready"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cafe.example.org", "other.example.org", "a b"})
  void passesWhatHasTwoHosts(String second) {
    HttpRequest request = plain("/ready");
    request.headers().add("Host", second);
    assertPassed(request);
    assertThat(asked).isZero();
  }

  @Test
  void answersNothingIfTheFirstRequestWasTheLast() {
    EmbeddedChannel closing =
        new EmbeddedChannel(new ShortCut(this::find, true, bytes -> written += bytes));
    HttpRequest next = plain("/ready");
    closing.writeInbound(next, LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(closing.<Object>readInbound()).isSameAs(next);
    assertThat(closing.<Object>readOutbound()).isNull();
    assertThat(asked).isZero();
    closing.finishAndReleaseAll();
  }

  @Test
  void answersNothingOfTheOldVersion() {
    HttpRequest old = plain("/ready");
    old.setProtocolVersion(HttpVersion.HTTP_1_0);
    old.headers().set("Connection", "keep-alive");
    assertPassed(old);
    assertPassed(plain("/ready"));
  }

  /** What is counted is given back when it is sure that nothing is sent. */
  @Test
  void tellsOfAnAnswerThatIsNotSent() {
    channel.pipeline().fireChannelRead(plain("/ready"));
    assertThat(sent).isZero();
    var _ = channel.close();
    channel.runPendingTasks();
    assertThat(sent).isOne();
  }

  /** It has been handed over by then. */
  @Test
  void tellsOfAnAnswerThoughItCannotBeCounted() {
    EmbeddedChannel broken =
        new EmbeddedChannel(
            new ShortCut(
                this::find,
                false,
                bytes -> {
                  throw new IllegalStateException("broken");
                }));
    broken.pipeline().fireChannelRead(plain("/ready"));
    broken.flush();
    assertThat(sent).isOne();
    assertThatThrownBy(broken::checkException).isInstanceOf(IllegalStateException.class);
    broken.finishAndReleaseAll();
  }

  private void assertAnswered(HttpRequest request) {
    channel.writeInbound(request, LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(channel.<Object>readInbound()).isNull();
    DefaultFullHttpResponse answer = channel.readOutbound();
    assertThat(answer.status()).isEqualTo(HttpResponseStatus.OK);
    answer.release();
  }

  private void assertPassed(HttpRequest request) {
    channel.writeInbound(request, LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(channel.<Object>readInbound()).isSameAs(request);
    assertThat(channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(channel.<Object>readOutbound()).isNull();
  }

  private ReadyAnswers.@Nullable Answer find(HttpRequest request) {
    asked++;
    return request.uri().equals("/ready")
        ? new ReadyAnswers.Answer(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(new byte[1])),
            () -> sent++)
        : null;
  }

  private static HttpRequest plain(String path) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path);
    request.headers().set("Host", "cafe.example.org");
    return request;
  }
}
