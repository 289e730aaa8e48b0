package cafe.storage.http;

import cafe.ipld.Cid;
import cafe.kernel.CafeException;
import cafe.kernel.Fault;
import cafe.kernel.PeerId;
import cafe.storage.Content;
import cafe.storage.Contents;
import cafe.storage.StorageConfig;
import cafe.storage.StorageService;
import cafe.web.body.LimitedInputStream;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Reads bodies into contents, which live until the reader of them is done. */
@ApplicationScoped
class Uploads {
  private static final int GZIP_BUFFER = 16 * 1024;

  /** The original looks at no other field of the form. */
  private static final String FIELD = "file";

  private final Spool spool;
  private final StorageConfig config;
  private final HttpServerResponse response;
  private final Places places;

  Uploads(Spool spool, StorageConfig config, HttpServerResponse response) {
    this.spool = spool;
    this.config = config;
    this.response = response;
    this.places =
        new Places(
            new Places.Limits(
                config.parallelUploads(),
                config.parallelUploadsOfClient(),
                config.waitingUploads(),
                config.waitingUploadsOfClient()));
  }

  void stop(@Observes ShutdownEvent event) {
    places.stop();
  }

  /**
   * A request that brings something.
   *
   * @param client who makes it
   */
  record Upload(PeerId client, InputStream body) {}

  /** The files of a form, each checked to be what its file name says. */
  void form(Upload upload, @Nullable String contentType, Consumer<List<Content>> reader) {
    String boundary = PartHeaders.boundary(contentType);
    receive(upload, (body, request) -> parts(new MultipartReader(body, boundary), request), reader);
  }

  private List<Content> parts(MultipartReader form, Spool.Request request) throws IOException {
    List<Content> contents = new ArrayList<>();
    for (int parts = 0; ; parts++) {
      PartHeaders headers = form.next();
      if (headers == null) {
        return contents;
      }
      if (parts == config.maxParts()) {
        throw new CafeException(Fault.REQUEST_MALFORMED, "at most " + parts + " parts");
      }
      String fileName = headers.fileName();
      if (FIELD.equals(headers.name()) && fileName != null) {
        Cid name = StorageService.parse(fileName);
        contents.add(Contents.named(name, request.receive(form::read)));
      }
    }
  }

  /** The body as one file. */
  void file(Upload upload, Consumer<Content> reader) {
    receive(upload, (body, request) -> Contents.file(request.receive(body::read)), reader);
  }

  /** The files of a compressed archive as a directory. */
  void archive(Upload upload, Consumer<Content> reader) {
    receive(upload, (body, request) -> Contents.directory(entries(body, request)), reader);
  }

  private Map<String, Content> entries(InputStream body, Spool.Request request) throws IOException {
    Map<String, Content> files = new LinkedHashMap<>();
    try (InputStream unpacked = unpack(body)) {
      TarReader archive = new TarReader(unpacked);
      String name = archive.next();
      while (name != null) {
        if (files.size() == config.maxArchiveFiles()) {
          throw new CafeException(Fault.CONTENT_INVALID, "archive: too many files");
        }
        Content file = Contents.file(request.receive(archive::read));
        if (files.put(name, file) != null) {
          throw new CafeException(Fault.CONTENT_INVALID, "archive: a name occurs twice");
        }
        name = archive.next();
      }
    } catch (ZipException e) {
      throw new CafeException(Fault.CONTENT_INVALID, "the gzip stream is broken", e);
    } catch (EOFException e) {
      throw CafeException.inWords(
          Fault.CONTENT_INVALID, "the gzip stream ends early", Optional.of("unexpected EOF"), e);
    }
    return files;
  }

  private InputStream unpack(InputStream body) throws IOException {
    try {
      return new LimitedInputStream(
          new GZIPInputStream(body, GZIP_BUFFER),
          config.maxUnpacked().asLongValue(),
          "the archive unpacks to too much");
    } catch (ZipException e) {
      throw CafeException.inWords(
          Fault.CONTENT_INVALID, "not a gzip stream", Optional.of("gzip: invalid header"), e);
    }
  }

  private <T> void receive(Upload upload, Work<T> work, Consumer<T> reader) {
    InputStream body =
        new PacedInputStream(
            upload.body(), config.uploadStall(), config.uploadPace().asLongValue());
    try (Places.Place _ = places.take(upload.client(), response::closed);
        Spool.Request request = spool.begin()) {
      reader.accept(work.with(body, request));
    } catch (IOException e) {
      // Not a defect of the form: it may be whole when it is sent again.
      throw new CafeException(Fault.REQUEST_TIMEOUT, "the upload broke off", e);
    }
  }

  /** What is made of one request. */
  private interface Work<T> {
    T with(InputStream body, Spool.Request request) throws IOException;
  }
}
