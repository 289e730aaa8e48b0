package cafe.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * Sends for the generated client, holds the answers against the contract and notes the operations
 * that were called. The bodies of JSON are read whole, others are passed on as they come.
 */
final class WatchedHttp extends HttpClient {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    HttpResponse<T> answer = http.send(request, handler);
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (answer.body() instanceof InputStream stream && (type.isEmpty() || type.contains("json"))) {
      byte[] bytes = stream.readAllBytes();
      ContractWatch.called(answer, bytes);
      return new Read<>(answer, new ByteArrayInputStream(bytes));
    }
    ContractWatch.called(answer, null);
    return answer;
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    throw new UnsupportedOperationException("the generated client waits");
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
    throw new UnsupportedOperationException("the generated client waits");
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return http.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return http.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return http.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return http.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return http.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return http.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return http.authenticator();
  }

  @Override
  public Version version() {
    return http.version();
  }

  @Override
  public Optional<Executor> executor() {
    return http.executor();
  }

  /** An answer whose body has been read. */
  private record Read<T>(HttpResponse<T> answer, InputStream bytes) implements HttpResponse<T> {

    @Override
    public int statusCode() {
      return answer.statusCode();
    }

    @Override
    public HttpRequest request() {
      return answer.request();
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
      return answer.previousResponse();
    }

    @Override
    public HttpHeaders headers() {
      return answer.headers();
    }

    /** Of the type that the handler made, which was a stream. */
    @Override
    @SuppressWarnings("unchecked")
    public T body() {
      return (T) bytes;
    }

    @Override
    public Optional<SSLSession> sslSession() {
      return answer.sslSession();
    }

    @Override
    public URI uri() {
      return answer.uri();
    }

    @Override
    public HttpClient.Version version() {
      return answer.version();
    }
  }
}
