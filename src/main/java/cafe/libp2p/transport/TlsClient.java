package cafe.libp2p.transport;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** The web's TLS below a WebSocket ({@code /wss}); it proves a name, not a peer. */
public final class TlsClient {
  private TlsClient() {}

  /** Shakes hands as a client of that name, which the server's certificate must carry. */
  public static ByteChannel connect(SocketChannel channel, String name, SSLContext context)
      throws IOException {
    int port = channel.socket().getPort();
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(channel.socket(), name, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    if (!name.contains(":") && !name.matches("[0-9.]+")) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return new SocketStreams(socket);
  }
}
