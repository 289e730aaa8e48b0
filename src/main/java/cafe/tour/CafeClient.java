package cafe.tour;

import cafe.client.ApiClient;
import cafe.client.DirectoryApi;
import cafe.client.GatewayApi;
import cafe.client.InboxApi;
import cafe.client.SessionsApi;
import cafe.client.SnapshotsApi;
import cafe.client.StorageApi;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * The generated client, set up for one cafe.
 *
 * @param sessions registration, sessions, devices
 * @param storage content
 * @param snapshots snapshots of threads
 * @param inbox messages
 * @param directory published peers and search
 * @param gateway content over plain HTTP
 */
record CafeClient(
    SessionsApi sessions,
    StorageApi storage,
    SnapshotsApi snapshots,
    InboxApi inbox,
    DirectoryApi directory,
    GatewayApi gateway) {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);

  /** A client of the cafe at a URL, whose gateway is at another or the same. */
  static CafeClient of(String url, String gatewayUrl) {
    ApiClient api = client(url);
    return new CafeClient(
        new SessionsApi(api),
        new StorageApi(api),
        new SnapshotsApi(api),
        new InboxApi(api),
        new DirectoryApi(api),
        new GatewayApi(client(gatewayUrl)));
  }

  private static ApiClient client(String url) {
    ApiClient client = new ApiClient();
    client.setObjectMapper(new FileBodies());
    client.updateBaseUri(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    client.setConnectTimeout(CONNECT_TIMEOUT);
    client.setReadTimeout(READ_TIMEOUT);
    client.setRequestInterceptor(CafeClient::adapt);
    client.setResponseInterceptor(CafeClient::refuseStrangeNames);
    return client;
  }

  /**
   * OpenAPI knows no path parameter of several segments, so the client has escaped its slashes; and
   * where only errors have a body it accepts nothing but errors.
   */
  private static void adapt(HttpRequest.Builder request) {
    request.setHeader("Accept", "application/json, */*;q=0.5");
    String uri = request.copy().build().uri().toString();
    if (uri.contains("/ipfs/") && uri.contains("%2F")) {
      request.uri(URI.create(uri.replace("%2F", "/")));
    }
  }

  /** The client keeps a download under the name that the cafe sends: it must not be a path. */
  private static void refuseStrangeNames(HttpResponse<InputStream> response) {
    response
        .headers()
        .firstValue("Content-Disposition")
        .filter(value -> value.contains("/") || value.contains("\\") || value.contains(".."))
        .ifPresent(
            value -> {
              throw new TourException("the cafe sent a file name that is a path");
            });
  }
}
