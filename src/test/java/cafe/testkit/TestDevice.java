package cafe.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import cafe.client.ApiException;
import cafe.client.Session;
import cafe.crypto.AccountKey;
import cafe.crypto.Ed25519PrivateKey;
import cafe.crypto.Ksuid;
import cafe.kernel.PeerId;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;

/**
 * A device as an old mobile client is one: an account's key, a peer's key, and, once registered
 * over HTTP, a session. It registers through the generated client; the requests of which a test
 * looks at each answer, or changes a part, are made by hand.
 *
 * <p>{@code TestDevice.create().register(base, accessToken)}, then {@code device.access()}.
 */
public final class TestDevice {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final AccountKey account;
  private final Ed25519PrivateKey peerKey;
  private String access = "";
  private String refresh = "";

  private TestDevice(AccountKey account, Ed25519PrivateKey peerKey) {
    this.account = account;
    this.peerKey = peerKey;
  }

  /** A device of a new account. */
  public static TestDevice create() {
    return new TestDevice(AccountKey.generate(RANDOM), Ed25519PrivateKey.generate(RANDOM));
  }

  /** Another device of the same account. */
  public TestDevice sibling() {
    return new TestDevice(account, Ed25519PrivateKey.generate(RANDOM));
  }

  /** Another account that claims to be the same peer. */
  public TestDevice impostor() {
    return new TestDevice(AccountKey.generate(RANDOM), peerKey);
  }

  /** The account's key. */
  public AccountKey account() {
    return account;
  }

  /** The peer's key. */
  public Ed25519PrivateKey peerKey() {
    return peerKey;
  }

  /** The peer's id. */
  public PeerId peer() {
    return PeerId.ofEd25519(peerKey.publicKey().bytes());
  }

  /** The account's address. */
  public String address() {
    return account.address();
  }

  /** The access token of the last registration or refresh. */
  public String access() {
    return access;
  }

  /** The refresh token of the last registration or refresh. */
  public String refresh() {
    return refresh;
  }

  /** Registers, which must succeed. */
  public TestDevice register(URI base, String accessToken) {
    GeneratedClient cafe = GeneratedClient.of(base);
    Map<String, String> token = GeneratedClient.authorization(accessToken);
    String nonce = Ksuid.create(Instant.now(), RANDOM);
    try {
      String challenge = cafe.sessions().getChallenge(address(), token).getValue();
      byte[] signature = account.key().sign((challenge + nonce).getBytes(UTF_8));
      String peer = peer().toString();
      Session session =
          GeneratedClient.send(
              signature,
              file -> cafe.sessions().register(address(), challenge, nonce, peer, file, token));
      keep(session.getAccess(), session.getRefresh());
      return this;
    } catch (ApiException e) {
      if (e.getCause() instanceof IOException gone) {
        throw new UncheckedIOException("no answer", gone);
      }
      throw new AssertionError("no session", e);
    }
  }

  /** The headers of a request with this device's access token. */
  public Map<String, String> authorization() {
    return GeneratedClient.authorization(access);
  }

  /** Asks for a challenge, which must be given. */
  public String requestChallenge(URI base, String accessToken) {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(
                    base.resolve("/api/v1/sessions/challenge/?account_addr=" + address()))
                .header("Authorization", "Basic " + accessToken)
                .GET());
    if (response.statusCode() != 200) {
      throw new AssertionError("no challenge: " + response.statusCode() + " " + response.body());
    }
    return new JsonObject(response.body()).getString("value");
  }

  /** Answers a challenge. */
  public HttpResponse<String> requestRegistration(URI base, String accessToken, String challenge) {
    String nonce = Ksuid.create(Instant.now(), RANDOM);
    byte[] signature = account.key().sign((challenge + nonce).getBytes(UTF_8));
    return send(registration(base, accessToken, challenge, nonce).POST(body(signature)));
  }

  /** The request that answers a challenge, without its body, the signature. */
  public HttpRequest.Builder registration(
      URI base, String accessToken, String challenge, String nonce) {
    String path =
        "/api/v1/sessions/%s/?account_addr=%s&challenge=%s&nonce=%s"
            .formatted(peer(), address(), challenge, nonce);
    return HttpRequest.newBuilder(base.resolve(path))
        .header("Authorization", "Basic " + accessToken);
  }

  /** Asks for a new pair of tokens for the one that this device has. */
  public HttpResponse<String> requestRefresh(URI base) {
    return send(
        HttpRequest.newBuilder(base.resolve("/api/v1/sessions/" + peer() + "/refresh/"))
            .header("Authorization", "Basic " + refresh)
            .POST(body(access.getBytes(UTF_8))));
  }

  /** Takes over the tokens of an answer, which must be a session. */
  public void keep(HttpResponse<String> response) {
    if (response.statusCode() != 201) {
      throw new AssertionError("no session: " + response.statusCode() + " " + response.body());
    }
    JsonObject session = new JsonObject(response.body());
    access = session.getString("access");
    refresh = session.getString("refresh");
  }

  /** Takes over another device's tokens, as a thief does. */
  public void keep(String access, String refresh) {
    this.access = access;
    this.refresh = refresh;
  }

  /** A request with this device's access token. */
  public HttpRequest.Builder request(URI base, String path) {
    return HttpRequest.newBuilder(base.resolve(path)).header("Authorization", "Basic " + access);
  }

  /** Sends a request. */
  public static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return ContractWatch.seen(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static HttpRequest.BodyPublisher body(byte[] bytes) {
    return HttpRequest.BodyPublishers.ofByteArray(bytes);
  }
}
