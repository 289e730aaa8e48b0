package cafe.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import cafe.client.ApiClient;
import cafe.client.ApiException;
import cafe.client.DirectoryApi;
import cafe.client.GatewayApi;
import cafe.client.InboxApi;
import cafe.client.OperatorApi;
import cafe.client.Problem;
import cafe.client.SessionsApi;
import cafe.client.SnapshotsApi;
import cafe.client.StorageApi;
import cafe.tour.Drafts;
import cafe.tour.FileBodies;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The client that is generated from the contract, as tests drive a cafe through it. Nothing in it
 * mends what the contract lacks; every answer is held against the contract, and which operations
 * are called so is noted: see {@link ContractCoverage}.
 *
 * @param sessions registration, sessions, devices
 * @param storage content
 * @param snapshots snapshots of threads
 * @param inbox messages
 * @param directory published peers and search
 * @param gateway content over plain HTTP
 * @param operator the operator's routes, if the URL is of that listener
 */
public record GeneratedClient(
    SessionsApi sessions,
    StorageApi storage,
    SnapshotsApi snapshots,
    InboxApi inbox,
    DirectoryApi directory,
    GatewayApi gateway,
    OperatorApi operator) {

  /** Gigabytes are stored and checked in it, too. */
  private static final Duration TIMEOUT = Duration.ofMinutes(20);

  private static final ObjectMapper JSON = new FileBodies();
  private static final Map<URI, GeneratedClient> KNOWN = new ConcurrentHashMap<>();

  static {
    JSON.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /** The client of the cafe at a URL. */
  public static GeneratedClient of(URI base) {
    return KNOWN.computeIfAbsent(base, GeneratedClient::create);
  }

  private static GeneratedClient create(URI base) {
    ApiClient api = new Watched();
    api.setObjectMapper(JSON);
    api.updateBaseUri(base.toString().replaceFirst("/+$", ""));
    api.setReadTimeout(TIMEOUT);
    return new GeneratedClient(
        new SessionsApi(api),
        new StorageApi(api),
        new SnapshotsApi(api),
        new InboxApi(api),
        new DirectoryApi(api),
        new GatewayApi(api),
        new OperatorApi(api));
  }

  /** The headers of a caller with a token; none if it is empty. */
  public static Map<String, String> authorization(String token) {
    return token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token);
  }

  /** The bytes of a download, whose file then goes. */
  public static byte[] bytes(File download) {
    try {
      byte[] bytes = Files.readAllBytes(download.toPath());
      Files.delete(download.toPath());
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was refused, as the client reads it. */
  public static Problem problem(ApiException refusal) {
    try {
      return JSON.readValue(refusal.getResponseBody(), Problem.class);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new AssertionError("no problem: " + refusal, e);
    }
  }

  /** A call that is to be refused. */
  public interface Call {
    /** Makes it. */
    void make() throws ApiException;
  }

  /** Makes a call, which must be refused with a status. */
  public static ApiException refused(int status, Call call) {
    try {
      call.make();
    } catch (ApiException e) {
      if (e.getCode() != status) {
        throw new AssertionError("refused, but not with " + status, e);
      }
      return e;
    }
    throw new AssertionError("not refused with " + status);
  }

  /** A call that sends bytes, which the generated client takes as a file. */
  public interface Sending<T> {
    /** Calls with the file. */
    T with(File body) throws ApiException;
  }

  /** Sends bytes. */
  public static <T> T send(byte[] body, Sending<T> call) throws ApiException {
    try (Drafts drafts = new Drafts()) {
      return call.with(drafts.of(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #send(byte[], Sending)}. */
  public static <T> T send(String body, Sending<T> call) throws ApiException {
    return send(body.getBytes(UTF_8), call);
  }

  /** All use one HTTP client; the generated code would make one for each part of it. */
  private static final class Watched extends ApiClient {
    private static final HttpClient HTTP = new WatchedHttp();

    @Override
    public HttpClient getHttpClient() {
      return HTTP;
    }
  }
}
