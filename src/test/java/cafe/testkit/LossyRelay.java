package cafe.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Stands between the cafe and PostgreSQL. On a connection that has sent {@link #MARK} it passes the
 * next {@code COMMIT} on, waits for its answer, and breaks the connection instead of passing that
 * back.
 */
public final class LossyRelay {

  /** A statement that marks its connection. */
  public static final String MARK = "select 'lose the answer to the commit'";

  private static final int BUFFER = 64 * 1024;

  private final ServerSocket entrance;
  private final int server;

  private LossyRelay(ServerSocket entrance, int server) {
    this.entrance = entrance;
    this.server = server;
  }

  /** A relay to a port of this machine, which runs as long as the process. */
  public static LossyRelay to(int server) {
    try {
      LossyRelay relay =
          new LossyRelay(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), server);
      Thread.startVirtualThread(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new UncheckedIOException("no relay", e);
    }
  }

  /** Where it listens. */
  public int port() {
    return entrance.getLocalPort();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = entrance.accept();
        Thread.startVirtualThread(() -> relay(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
      Pair pair = new Pair(client, upstream);
      Thread back = Thread.startVirtualThread(pair::back);
      pair.forth();
      back.join();
    } catch (IOException e) {
      // The client finds its connection closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One connection. */
  private static final class Pair {
    private final Socket client;
    private final Socket upstream;
    private volatile boolean losing;

    Pair(Socket client, Socket upstream) {
      this.client = client;
      this.upstream = upstream;
    }

    void forth() throws IOException {
      boolean marked = false;
      byte[] buffer = new byte[BUFFER];
      InputStream in = client.getInputStream();
      try {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          String text = new String(buffer, 0, n, ISO_8859_1);
          marked |= text.contains(MARK);
          losing = marked && text.contains("COMMIT");
          upstream.getOutputStream().write(buffer, 0, n);
        }
      } finally {
        upstream.close();
      }
    }

    void back() {
      byte[] buffer = new byte[BUFFER];
      try (client) {
        InputStream in = upstream.getInputStream();
        for (int n = in.read(buffer); n >= 0 && !losing; n = in.read(buffer)) {
          client.getOutputStream().write(buffer, 0, n);
        }
      } catch (IOException e) {
        // Either side has gone.
      }
    }
  }
}
