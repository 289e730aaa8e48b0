package cafe.interop;

import cafe.kernel.PeerId;
import cafe.libp2p.Connection;
import cafe.libp2p.Host;
import cafe.libp2p.Multiaddr;
import cafe.libp2p.Stream;
import cafe.libp2p.identify.Ping;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Our host as a program with the commands of {@code src/test/interop/go-perf}. */
final class PerfPeer {
  private static final String SINK = "/cafe-interop/sink/1.0.0";
  private static final int PART = 128 * 1024;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> IDS =
      Map.of(
          "noise", "/noise",
          "tls", "/tls/1.0.0",
          "secio", "/secio/1.0.0",
          "yamux", "/yamux/1.0.0",
          "mplex", "/mplex/6.7.0");

  private final SecureRandom random = new SecureRandom();
  private @Nullable OurHost us;

  private PerfPeer() {}

  public static void main(String[] arguments) throws IOException {
    PerfPeer peer = new PerfPeer();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      JsonNode request = JSON.readTree(line);
      ObjectNode answer = JSON.createObjectNode();
      answer.set("id", request.path("id"));
      try {
        answer.set("result", peer.run(request));
        answer.put("ok", true);
      } catch (Exception e) {
        answer.put("ok", false).put("error", e.toString());
      }
      System.out.println(answer);
    }
    System.exit(0);
  }

  private JsonNode run(JsonNode request) throws Exception {
    return switch (request.path("cmd").asText()) {
      case "start" -> start(request);
      case "stop" -> {
        host().close();
        us = null;
        yield JSON.createObjectNode();
      }
      case "connect" -> {
        dial(request);
        yield JSON.createObjectNode();
      }
      case "handshakes" -> handshakes(request);
      case "requests" -> parallel(request, connection -> requests(connection, request));
      case "throughput" ->
          parallel(request, connection -> push(connection, request.path("bytes").asLong()));
      default -> throw new IllegalArgumentException("unknown command");
    };
  }

  private Host host() {
    OurHost started = us;
    if (started == null) {
      throw new IllegalStateException("start first");
    }
    return started.host();
  }

  private JsonNode start(JsonNode request) throws IOException {
    OurHost started =
        OurHost.start(
            IDS.getOrDefault(request.path("security").asText(), ""),
            IDS.getOrDefault(request.path("muxer").asText(), ""));
    us = started;
    started.host().setProtocolHandler(SINK, PerfPeer::sink);
    ObjectNode result = JSON.createObjectNode().put("peer", started.peer());
    started.addresses().forEach(result.putArray("addrs")::add);
    return result;
  }

  private static void sink(Stream stream) throws IOException {
    byte[] part = new byte[PART];
    InputStream in = stream.input();
    long got = 0;
    for (int n = in.read(part); n >= 0; n = in.read(part)) {
      got += n;
    }
    stream.output().write(ByteBuffer.allocate(8).putLong(got).array());
  }

  private Connection dial(JsonNode request) throws IOException {
    Multiaddr address = Multiaddr.parse(request.path("addr").asText());
    PeerId peer = address.peerId().orElseThrow();
    return host().connect(peer, List.of(address.withoutPeerId()), OurHost.PATIENCE);
  }

  private JsonNode handshakes(JsonNode request) {
    List<String> failures = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < request.path("count").asInt(); i++) {
      try {
        Connection connection = dial(request);
        Ping.ping(connection, random, OurHost.PATIENCE);
        connection.close();
      } catch (IOException e) {
        failures.add(i + ": " + e);
      }
    }
    ObjectNode result = millis(began);
    failures.forEach(result.putArray("failures")::add);
    return result;
  }

  private interface Work {
    void run(Connection connection) throws Exception;
  }

  private JsonNode parallel(JsonNode request, Work work) throws Exception {
    Connection connection =
        host().connection(PeerId.parse(request.path("peer").asText())).orElseThrow();
    int streams = request.path("streams").asInt();
    List<Callable<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      all.add(
          () -> {
            work.run(connection);
            return true;
          });
    }
    long began = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> done : threads.invokeAll(all)) {
        done.get();
      }
    }
    return millis(began);
  }

  private static ObjectNode millis(long began) {
    return JSON.createObjectNode().put("millis", (System.nanoTime() - began) / 1e6);
  }

  private static void requests(Connection connection, JsonNode request) throws IOException {
    byte[] data = new byte[request.path("bytes").asInt()];
    try (Stream stream = connection.newStream(OurHost.PATIENCE, OurHost.ECHO)) {
      for (int i = 0; i < request.path("count").asInt(); i++) {
        stream.output().write(data);
        if (stream.input().readNBytes(data, 0, data.length) < data.length) {
          throw new IOException("an answer is cut off");
        }
      }
    }
  }

  private static void push(Connection connection, long size) throws IOException {
    byte[] part = new byte[PART];
    try (Stream stream = connection.newStream(OurHost.PATIENCE, SINK)) {
      for (long left = size; left > 0; left -= part.length) {
        stream.output().write(part, 0, (int) Math.min(left, part.length));
      }
      stream.closeWrite();
      byte[] count = stream.input().readNBytes(8);
      if (count.length < 8 || ByteBuffer.wrap(count).getLong() != size) {
        throw new IOException("bytes were lost");
      }
    }
  }
}
