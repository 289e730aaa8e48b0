package cafe.tour;

import cafe.client.Acknowledgement;
import cafe.client.ApiClient;
import cafe.client.Cafe;
import cafe.client.Cafes;
import cafe.client.Challenge;
import cafe.client.CidList;
import cafe.client.ClientInfo;
import cafe.client.ClientList;
import cafe.client.CreatedToken;
import cafe.client.DeviceList;
import cafe.client.DirectoryApi;
import cafe.client.GatewayApi;
import cafe.client.InboxApi;
import cafe.client.InboxMessage;
import cafe.client.InboxPage;
import cafe.client.JwkSet;
import cafe.client.JwkSetKeysInner;
import cafe.client.Messages;
import cafe.client.MessagesDeleted;
import cafe.client.MessagesMessagesInner;
import cafe.client.NewToken;
import cafe.client.OwnAccount;
import cafe.client.Peer;
import cafe.client.PeerList;
import cafe.client.Pinned;
import cafe.client.Problem;
import cafe.client.Publication;
import cafe.client.Removal;
import cafe.client.Session;
import cafe.client.SessionInfo;
import cafe.client.SessionList;
import cafe.client.SessionsApi;
import cafe.client.SnapshotInfo;
import cafe.client.SnapshotList;
import cafe.client.SnapshotPage;
import cafe.client.SnapshotsApi;
import cafe.client.StorageApi;
import cafe.client.TokenInfo;
import cafe.client.TokenList;
import cafe.client.TokenVerdict;
import cafe.client.Usage;
import cafe.client.ValidateTokenRequest;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.InputStream;
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
@RegisterForReflection(
    targets = {
      Acknowledgement.class,
      Cafe.class,
      Cafes.class,
      Challenge.class,
      CidList.class,
      ClientInfo.class,
      ClientList.class,
      CreatedToken.class,
      cafe.client.Device.class,
      DeviceList.class,
      InboxMessage.class,
      InboxPage.class,
      JwkSet.class,
      JwkSetKeysInner.class,
      JwkSetKeysInner.CrvEnum.class,
      JwkSetKeysInner.KtyEnum.class,
      Messages.class,
      MessagesDeleted.class,
      MessagesDeleted.MoreEnum.class,
      MessagesMessagesInner.class,
      NewToken.class,
      OwnAccount.class,
      Peer.class,
      PeerList.class,
      Pinned.class,
      Problem.class,
      Publication.class,
      Removal.class,
      Session.class,
      Session.TypeEnum.class,
      SessionInfo.class,
      SessionList.class,
      SnapshotInfo.class,
      SnapshotList.class,
      SnapshotPage.class,
      TokenInfo.class,
      TokenList.class,
      TokenVerdict.class,
      Usage.class,
      ValidateTokenRequest.class
    })
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
    client.setResponseInterceptor(CafeClient::refuseStrangeNames);
    return client;
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
