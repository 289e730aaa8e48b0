package cafe.web.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes the requests of one connection on one by one: the next when the one before has been
 * answered and the peer takes what he is sent. Stands between the HTTP codec and Vert.x, from the
 * first request on, which it does not see. All on the connection's event loop.
 */
final class InTurn extends ChannelDuplexHandler {
  /** No more is read while so many messages are held; a request has two, or more with a body. */
  static final int AHEAD = 64;

  /** What one read of the socket brings is less, unless its requests are of no use. */
  static final int MOST = 4096;

  private final Duration stall;
  private final Deque<Object> held = new ArrayDeque<>();
  private boolean answering = true;
  private boolean received;
  private boolean releasing;
  private boolean paused;
  private @Nullable ScheduledFuture<?> deadline;

  /** A peer who has asked again may leave the socket full for so long. */
  InTurn(Duration stall) {
    this.stall = stall;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (held.isEmpty() && !waits(ctx, message)) {
      pass(ctx, message);
      return;
    }
    held.add(message);
    if (held.size() > MOST) {
      cut(ctx);
    } else if (held.size() == AHEAD) {
      pause(ctx);
    }
    watch(ctx);
  }

  @Override
  public void read(ChannelHandlerContext ctx) {
    if (releasing) {
      return;
    }
    if (held.size() < AHEAD) {
      ctx.read();
    } else {
      pause(ctx);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof LastHttpContent && !isInterim(message)) {
      answering = false;
      releaseLater(ctx);
    }
    var _ = ctx.write(message, promise);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    releaseLater(ctx);
    ctx.fireChannelWritabilityChanged();
  }

  /** Who waits for us is not idle, however long it takes: neither patience nor a WebSocket is. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!(event instanceof IdleStateEvent) || !waitsForUs(ctx)) {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    held.forEach(ReferenceCountUtil::release);
    held.clear();
    watch(ctx);
  }

  private boolean waits(ChannelHandlerContext ctx, Object message) {
    return message instanceof HttpRequest && (answering || !ctx.channel().isWritable());
  }

  private boolean waitsForUs(ChannelHandlerContext ctx) {
    ChannelOutboundBuffer out = ctx.channel().unsafe().outboundBuffer();
    boolean sent = out == null || out.totalPendingWriteBytes() == 0;
    return answering && sent && (received || !ctx.channel().config().isAutoRead());
  }

  private void pass(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest) {
      answering = true;
      received = false;
    }
    if (message instanceof LastHttpContent) {
      received = true;
    }
    ctx.fireChannelRead(message);
  }

  /** Not at once: Vert.x is in the middle of something. */
  private void releaseLater(ChannelHandlerContext ctx) {
    if (!held.isEmpty() && !releasing) {
      ctx.executor().execute(() -> release(ctx));
    }
  }

  private void release(ChannelHandlerContext ctx) {
    releasing = true;
    if (paused) {
      // Before anything is passed, since Vert.x may pause then, and that is to last.
      paused = false;
      ctx.channel().config().setAutoRead(true);
    }
    boolean passed = false;
    for (Object next = held.peek(); next != null && !waits(ctx, next); next = held.peek()) {
      held.remove();
      pass(ctx, next);
      passed = true;
    }
    if (passed) {
      // Vert.x flushes then.
      ctx.fireChannelReadComplete();
    }
    releasing = false;
    watch(ctx);
    if (passed) {
      // The flush may have made room again.
      releaseLater(ctx);
    }
    if (ctx.channel().config().isAutoRead()) {
      read(ctx);
    }
  }

  private void pause(ChannelHandlerContext ctx) {
    if (ctx.channel().config().isAutoRead()) {
      paused = true;
      ctx.channel().config().setAutoRead(false);
    }
  }

  /** Only a full socket is the peer's fault. */
  private void watch(ChannelHandlerContext ctx) {
    boolean full = !held.isEmpty() && !answering && !ctx.channel().isWritable();
    if (full && deadline == null) {
      deadline = ctx.executor().schedule(() -> cut(ctx), stall.toNanos(), TimeUnit.NANOSECONDS);
    } else if (!full && deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private static void cut(ChannelHandlerContext ctx) {
    var _ = ctx.close();
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
