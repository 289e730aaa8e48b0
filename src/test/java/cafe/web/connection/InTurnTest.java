package cafe.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InTurnTest {
  private final List<Object> events = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new InTurn(Duration.ofSeconds(5)),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
              events.add(event);
            }
          });

  /** The first request is in hand before the handler comes. */
  @BeforeEach
  void begin() {
    channel.freezeTime();
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    assertThat(channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  @Test
  void passesTheNextWhenTheOneBeforeIsAnswered() {
    ask("/1");
    ask("/2");
    assertThat(channel.<Object>readInbound()).isNull();
    answer(HttpResponseStatus.CONTINUE);
    assertThat(channel.<Object>readInbound()).isNull();
    answer(HttpResponseStatus.OK);
    assertPassed("/1");
    assertThat(channel.<Object>readInbound()).isNull();
    answer(HttpResponseStatus.OK);
    assertPassed("/2");
    answer(HttpResponseStatus.OK);
    ask("/3");
    assertPassed("/3");
  }

  @Test
  void passesNothingWhileThePeerTakesNothing() {
    fill();
    answer(HttpResponseStatus.OK);
    ask("/1");
    assertThat(channel.<Object>readInbound()).isNull();
    channel.advanceTimeBy(4, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    channel.flush();
    channel.runPendingTasks();
    assertPassed("/1");
    channel.advanceTimeBy(6, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void cutsWhoAsksAgainAndTakesNothing() {
    fill();
    answer(HttpResponseStatus.OK);
    ask("/1");
    channel.advanceTimeBy(6, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void readsNoMoreThanSoFarAhead() {
    for (int i = 0; i < InTurn.AHEAD / 2; i++) {
      assertThat(channel.config().isAutoRead()).isTrue();
      ask("/" + i);
    }
    assertThat(channel.config().isAutoRead()).isFalse();
    // As Vert.x does when a request is resumed.
    channel.config().setAutoRead(true);
    assertThat(channel.config().isAutoRead()).isFalse();
    answer(HttpResponseStatus.OK);
    assertPassed("/0");
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  /** Vert.x has more of a body than is asked for. */
  @Test
  void leavesAPauseAlone() {
    channel.config().setAutoRead(false);
    for (int i = 0; i < InTurn.AHEAD; i++) {
      ask("/" + i);
    }
    answer(HttpResponseStatus.OK);
    assertPassed("/0");
    assertThat(channel.config().isAutoRead()).isFalse();
  }

  @Test
  void cutsWhoSendsMoreThanCanBeOfUse() {
    for (int i = 0; i < InTurn.MOST / 2; i++) {
      ask("/");
    }
    assertThat(channel.isOpen()).isTrue();
    ask("/");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void givesBackWhatWasHeld() {
    ask("/1");
    ByteBuf body = Unpooled.buffer().writeByte(1);
    channel.writeInbound(new DefaultHttpContent(body));
    assertThat(body.refCnt()).isOne();
    var _ = channel.close();
    channel.runPendingTasks();
    assertThat(body.refCnt()).isZero();
  }

  @Test
  void whoWaitsForUsIsNotIdle() {
    channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
    assertThat(events).isEmpty();
    // A WebSocket, from now on.
    answer(HttpResponseStatus.SWITCHING_PROTOCOLS);
    channel.flush();
    channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
    assertThat(events).isEmpty();
    answer(HttpResponseStatus.OK);
    channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
    assertThat(events).hasSize(1);
  }

  @Test
  void whoseBytesWeWaitForIsIdle() {
    answer(HttpResponseStatus.OK);
    channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/"));
    channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
    assertThat(events).hasSize(1);
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    fill();
    channel.pipeline().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
    assertThat(events).hasSize(2);
  }

  private void ask(String path) {
    channel.writeInbound(
        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path),
        LastHttpContent.EMPTY_LAST_CONTENT);
  }

  private void assertPassed(String path) {
    assertThat(channel.<Object>readInbound())
        .isInstanceOfSatisfying(
            HttpRequest.class, request -> assertThat(request.uri()).isEqualTo(path));
    assertThat(channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  private void answer(HttpResponseStatus status) {
    var _ = channel.write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
    channel.runPendingTasks();
  }

  /** Bytes that are not flushed stand for such as the socket does not take. */
  private void fill() {
    var _ = channel.write(Unpooled.wrappedBuffer(new byte[1 << 17]));
    assertThat(channel.isWritable()).isFalse();
  }
}
