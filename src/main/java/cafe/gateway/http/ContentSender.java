package cafe.gateway.http;

import cafe.gateway.FileContent;
import cafe.gateway.dag.FileCursor;
import cafe.gateway.http.fields.AnswerHeaders;
import cafe.gateway.http.fields.Disposition;
import cafe.gateway.http.fields.Plan;
import cafe.gateway.http.memory.HotBody;
import cafe.gateway.http.memory.HotCache;
import cafe.gateway.http.memory.HotFile;
import cafe.gateway.http.memory.Pieces;
import cafe.ipld.Cid;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.web.connection.Connections;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sends files from storage, on a virtual thread; takes into memory what is asked for often. */
final class ContentSender {
  private final AnswerHead head;
  private final HotCache hot;
  private final Stalls stalls;
  private final Pieces pieces;
  private final Duration stallTimeout;
  private final Set<String> loading = ConcurrentHashMap.newKeySet();

  ContentSender(
      AnswerHead head, HotCache hot, Stalls stalls, Pieces pieces, Duration stallTimeout) {
    this.head = head;
    this.hot = hot;
    this.stalls = stalls;
    this.pieces = pieces;
    this.stallTimeout = stallTimeout;
  }

  /** Answers a request with a file, which was found by way of these CIDs. */
  void send(ContentRequest asked, FileContent file, List<Cid> trail) throws InterruptedException {
    AnswerHeaders fields = AnswerHeaders.of(file, asked.path());
    if (head.redirect(asked.request(), fields)) {
      return;
    }
    Plan plan;
    try {
      plan = Plan.of(asked.request(), fields.etag(), file.size());
    } catch (CafeException e) {
      if (e.fault() != Fault.RANGE_NOT_SATISFIABLE) {
        throw e;
      }
      ErrorAnswer.sendUnsatisfied(asked.request(), e, file.size());
      return;
    }
    HotBody body =
        plan.bodiless() || file.opened() || !asked.isCommon()
            ? null
            : load(asked.request().path(), file, fields, trail);
    head.set(asked.request(), fields, plan, file.size());
    setDisposition(asked, file);
    if (body != null) {
      asked.loop().runOnContext(v -> HotWriter.send(asked.request(), body, plan, stalls));
    } else if (plan.bodiless() || plan.length() == 0) {
      asked.response().end();
    } else {
      stream(asked, file, plan);
    }
  }

  private void stream(ContentRequest asked, FileContent file, Plan plan)
      throws InterruptedException {
    try (FileCursor cursor = file.reader().at(plan.first())) {
      stream(asked.request(), cursor, plan.length(), file.opened());
    }
  }

  private void stream(HttpServerRequest request, FileCursor cursor, long length, boolean secret)
      throws InterruptedException {
    BodyWriter writer = new BodyWriter(request.response(), pieces, stallTimeout, secret);
    if (!writer.send(cursor, length)) {
      Connections.cut(request);
    }
  }

  /** Sends a page of ours, whose head is set, or only its length for a HEAD request. */
  void send(HttpServerRequest request, String page) throws InterruptedException {
    byte[] utf8 = page.getBytes(StandardCharsets.UTF_8);
    request.response().putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(utf8.length));
    if (request.method().equals(HttpMethod.HEAD)) {
      request.response().end();
    } else {
      stream(request, FileCursor.over(ByteBuffer.wrap(utf8), 0), utf8.length, false);
    }
  }

  /** The file in memory, with a count for the caller; null if it does not belong there. */
  private @Nullable HotBody load(
      String path, FileContent file, AnswerHeaders fields, List<Cid> trail) {
    if (!hot.admits(file.cid(), file.size()) || !loading.add(path)) {
      return null;
    }
    try {
      HotBody body = hot.allocate((int) file.size());
      if (body == null) {
        return null;
      }
      boolean filled = false;
      try (FileCursor cursor = file.reader().at(0)) {
        cursor.read(body.memory());
        filled = true;
      } catch (CafeException e) {
        // perhaps what is asked for is here, though not all is
        return null;
      } finally {
        if (!filled) {
          body.release();
        }
      }
      boolean retained = body.retain();
      hot.put(path, new HotFile(trail, fields, body, head.whole(fields, file.size())));
      return retained ? body : null;
    } finally {
      loading.remove(path);
    }
  }

  private static void setDisposition(ContentRequest asked, FileContent file) {
    String given = asked.query().filename();
    if (asked.query().download()) {
      String name = given != null ? given : file.name() != null ? file.name() : "";
      String saved = name.isEmpty() ? asked.path().name() : name;
      asked.response().putHeader(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(saved));
    } else if (given != null) {
      asked.response().putHeader(HttpHeaders.CONTENT_DISPOSITION, Disposition.inline(given));
    }
  }
}
