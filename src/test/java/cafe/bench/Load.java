package cafe.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import cafe.bench.Servers.Server;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load generator for requests that differ: some connections that live on, each of which sends a
 * request and waits for its answer. Ends after a number of calls or a time, whichever is first. The
 * requests are made by hand: with the generated client it would measure that.
 *
 * @param connections at once
 * @param calls at most
 * @param seconds at most
 */
record Load(int connections, int calls, int seconds) {
  private static final int LONGEST_LINE = 16 * 1024;

  /** What is done, with one request or several. */
  interface Call {
    /** Does the call of a number, counted from 0, each only once. */
    void on(Connection connection, int number) throws IOException;
  }

  /**
   * How a load went.
   *
   * @param calls that were answered well
   * @param rate of them
   * @param median time of one, in milliseconds
   * @param slow time that one of a hundred takes longer than, in milliseconds
   */
  record Outcome(int calls, Rate rate, double median, double slow) {
    String latency() {
      return String.format(
          Locale.ROOT, "%,d calls, median %.1f ms, 99%% within %.1f ms", calls, median, slow);
    }
  }

  /** Calls; any answer that a call does not like ends all. */
  Outcome on(Server server, Call call) throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    double cpu = server.cpuSeconds();
    List<Future<List<Long>>> clients = new ArrayList<>();
    List<Long> times = new ArrayList<>();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      for (int i = 0; i < connections; i++) {
        clients.add(threads.submit(() -> client(server, call, next, end)));
      }
      for (Future<List<Long>> client : clients) {
        times.addAll(client.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("a call failed", e.getCause());
    }
    double took = (System.nanoTime() - start) / 1e9;
    cpu = server.cpuSeconds() - cpu;
    long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
    Rate rate = new Rate(sorted.length / took, sorted.length / cpu);
    return new Outcome(sorted.length, rate, at(sorted, 0.5), at(sorted, 0.99));
  }

  private List<Long> client(Server server, Call call, AtomicInteger next, long end)
      throws IOException {
    List<Long> times = new ArrayList<>();
    try (Connection connection = new Connection(server)) {
      while (System.nanoTime() < end) {
        int number = next.getAndIncrement();
        if (number >= calls) {
          break;
        }
        long began = System.nanoTime();
        call.on(connection, number);
        times.add(System.nanoTime() - began);
      }
    }
    return times;
  }

  private static double at(long[] sorted, double part) {
    return sorted.length == 0 ? 0 : sorted[(int) (part * (sorted.length - 1))] / 1e6;
  }

  /** A connection of HTTP/1.1, of which answers are expected in good order. */
  static final class Connection implements AutoCloseable {
    private final Server server;
    private final Socket socket;
    private final InputStream in;

    private Connection(Server server) throws IOException {
      this.server = server;
      socket = new Socket(server.url().getHost(), server.url().getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      in = new BufferedInputStream(socket.getInputStream());
    }

    Server server() {
      return server;
    }

    /** Sends one request; its answer must have a status. */
    byte[] exchange(byte[] request, int status) throws IOException {
      socket.getOutputStream().write(request);
      String first = line();
      int length = 0;
      boolean chunked = false;
      for (String field = line(); !field.isEmpty(); field = line()) {
        String[] parts = field.toLowerCase(Locale.ROOT).split(":", 2);
        switch (parts[0]) {
          case "content-length" -> length = Integer.parseInt(parts[1].strip());
          case "transfer-encoding" -> chunked = true;
          default -> {}
        }
      }
      byte[] body = chunked ? chunks() : in.readNBytes(length);
      if (!first.startsWith("HTTP/1.1 " + status)) {
        throw new IOException(first + ": " + new String(body, ISO_8859_1));
      }
      return body;
    }

    private byte[] chunks() throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      int size;
      do {
        size = Integer.parseInt(line(), 16);
        body.writeBytes(in.readNBytes(size));
        line();
      } while (size > 0);
      return body.toByteArray();
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0 || line.size() > LONGEST_LINE) {
          throw new EOFException("the answer broke off");
        }
        if (b != '\r') {
          line.write(b);
        }
      }
      return line.toString(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** A request with its fields. */
  static byte[] request(String method, String target, byte[] body, String... fields) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: cafe\r\n");
    Arrays.stream(fields).forEach(field -> head.append(field).append("\r\n"));
    byte[] start =
        head.append("Content-Length: " + body.length + "\r\n\r\n").toString().getBytes(ISO_8859_1);
    byte[] whole = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    return whole;
  }
}
