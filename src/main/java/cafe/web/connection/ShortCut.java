package cafe.web.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.net.impl.HostAndPortImpl;
import java.util.Iterator;
import java.util.function.IntConsumer;

/**
 * Answers requests whose answers lie ready, so that Vert.x never hears of them. Stands between
 * {@link InTurn}, so that nothing is under way when a request comes, and Vert.x. All on the
 * connection's event loop.
 */
final class ShortCut extends ChannelInboundHandlerAdapter {
  private final ReadyAnswers answers;
  private final IntConsumer written;
  private boolean closing;
  private boolean answered;
  private boolean unflushed;

  /**
   * For the requests after the first.
   *
   * @param closing whether the first was the last that is to be answered
   * @param written is told the bytes of each answer's body
   */
  ShortCut(ReadyAnswers answers, boolean closing, IntConsumer written) {
    this.answers = answers;
    this.closing = closing;
    this.written = written;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (answered) {
      answered = !(message instanceof LastHttpContent);
      ReferenceCountUtil.release(message);
    } else if (!(message instanceof HttpRequest request) || !answer(ctx, request)) {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (unflushed) {
      unflushed = false;
      ctx.flush();
    }
    ctx.fireChannelReadComplete();
  }

  private boolean answer(ChannelHandlerContext ctx, HttpRequest request) {
    if (LastRequests.isLast(request.headers())) {
      closing = true;
      LastRequests.tellVertx(request.headers());
    }
    closing |= !request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    ReadyAnswers.Answer answer = closing || !isPlain(request) ? null : answers.find(request);
    if (answer == null) {
      return false;
    }
    int bytes = answer.message().content().readableBytes();
    var _ = ctx.write(answer.message()).addListener(sent -> answer.sent().run());
    answered = true;
    unflushed = true;
    written.accept(bytes);
    return true;
  }

  private static boolean isPlain(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return request.decoderResult().isSuccess()
        && hasOneHost(headers)
        && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)
        && !headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        && !headers.contains(HttpHeaderNames.EXPECT)
        && !headers.contains(HttpHeaderNames.UPGRADE);
  }

  private static boolean hasOneHost(HttpHeaders headers) {
    Iterator<? extends CharSequence> hosts =
        headers.valueCharSequenceIterator(HttpHeaderNames.HOST);
    return hosts.hasNext()
        && HostAndPortImpl.isValidAuthority(hosts.next().toString())
        && !hosts.hasNext();
  }
}
