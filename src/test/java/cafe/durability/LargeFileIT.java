package cafe.durability;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.client.GatewayApi;
import cafe.crypto.ContentKey;
import cafe.durability.CafeProgram.Launch;
import cafe.durability.CafeProgram.Running;
import cafe.ipld.Cid;
import cafe.storage.Contents;
import cafe.testkit.GeneratedClient;
import cafe.testkit.TestDevice;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged cafe with a heap of 256 MiB and an encrypted file of 2 GiB ({@code
 * -Ddurability.large}, in MiB). Needs three times that on the disk. All goes through the generated
 * client but the reading of the whole file: that keeps a download as a file, and there are four.
 */
@Tag("durability")
class LargeFileIT {
  private static final long MIB = 1 << 20;
  private static final long SIZE = Long.getLong("durability.large", 2048) * MIB;
  private static final int READERS = 4;
  private static final int RANGE = (int) (8 * MIB);
  private static final int KEYED_RANGES = 8;

  @TempDir Path folder;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ContentKey key = ContentKey.generate(new SecureRandom());
  private Path plain;
  private Path sealed;
  private URI content;

  @BeforeEach
  void makeFile() throws IOException {
    plain = folder.resolve("plain");
    sealed = folder.resolve("sealed");
    SplittableRandom random = new SplittableRandom();
    byte[] piece = new byte[(int) MIB];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(plain))) {
      for (long written = 0; written < SIZE; written += piece.length) {
        random.nextBytes(piece);
        out.write(piece);
      }
    }
    try (InputStream in = Files.newInputStream(plain);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(sealed))) {
      key.encrypt(in, out);
    }
  }

  @Test
  void fourReadersAtOnce() throws Exception {
    Path log = Path.of("target/durability/large.log");
    List<String> jvm = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
    // Nothing here is about time, and the machine may be busy.
    Map<String, String> patience =
        Map.of(
            "CAFE_GATEWAY_VERIFICATION_TIMEOUT", "1h",
            "CAFE_GATEWAY_STALL_TIMEOUT", "10m");
    Launch launch = new Launch(folder.resolve("data"), log, List.of(), jvm, patience);
    try (CafeProgram cafe = launch.start()) {
      Running running = cafe.awaitReady();
      TestDevice device = TestDevice.create().register(running.url(), running.token());
      Cid cid = store(running, device);
      content = running.url().resolve("/ipfs/" + cid);
      readAtOnce(GeneratedClient.of(running.url()).gateway(), cid.toString());
      assertThat(cafe.isAlive()).isTrue();
      GeneratedClient.of(running.url()).gateway().getHealth();
      assertThat(Customer.lacking(new Remote(running.url(), device.access()), List.of(cid + "")))
          .isEmpty();
    }
  }

  private Cid store(Running cafe, TestDevice device) throws Exception {
    Cid cid = Contents.file(new SealedSource(sealed)).root();
    Path named = Files.createLink(folder.resolve(cid.toString()), sealed);
    GeneratedClient.of(cafe.url()).storage().store(List.of(named.toFile()), device.authorization());
    return cid;
  }

  private void readAtOnce(GatewayApi api, String cid) throws Exception {
    byte[] expected = digest(Files.newInputStream(plain));
    List<Future<?>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
      for (int i = 0; i < READERS; i++) {
        int reader = i;
        readers.add(
            threads.submit(
                () -> {
                  readOpened(expected);
                  readQuarter(api, cid, reader);
                  readOpenedRanges(api, cid, new Random());
                  return null;
                }));
      }
    }
    for (Future<?> reader : readers) {
      reader.get();
    }
  }

  /** All of it, opened on the way. */
  private void readOpened(byte[] expected) throws Exception {
    HttpResponse<InputStream> answer =
        http.send(HttpRequest.newBuilder(opened()).build(), BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(digest(answer.body())).isEqualTo(expected);
  }

  private URI opened() {
    return URI.create(content + "?key=" + key.text());
  }

  /** A quarter of the ciphertext, range by range. */
  private void readQuarter(GatewayApi api, String cid, int quarter) throws Exception {
    long from = SIZE / READERS * quarter;
    for (long at = from; at < from + SIZE / READERS; at += RANGE) {
      File part = api.getContent(cid, null, null, range(at), null, null, null, null, null);
      compare(part, sealed, at);
    }
  }

  private void readOpenedRanges(GatewayApi api, String cid, Random random) throws Exception {
    for (int i = 0; i < KEYED_RANGES; i++) {
      long at = random.nextLong(SIZE - RANGE);
      File part = api.getContent(cid, null, key.text(), range(at), null, null, null, null, null);
      compare(part, plain, at);
    }
  }

  private static String range(long at) {
    return "bytes=" + at + "-" + (at + RANGE - 1);
  }

  private static void compare(File part, Path file, long at) throws Exception {
    byte[] read = GeneratedClient.bytes(part);
    ByteBuffer expected = ByteBuffer.allocate(RANGE);
    try (FileChannel channel = FileChannel.open(file)) {
      while (expected.hasRemaining() && channel.read(expected, at + expected.position()) >= 0) {
        // More to come.
      }
    }
    assertThat(ByteBuffer.wrap(read).mismatch(expected.flip())).isEqualTo(-1);
  }

  private static byte[] digest(InputStream in) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (InputStream all = new DigestInputStream(in, sha256)) {
      all.transferTo(OutputStream.nullOutputStream());
    }
    return sha256.digest();
  }

  /** A file on the disk. */
  private record SealedSource(Path path) implements Contents.Source {
    @Override
    public long size() {
      return path.toFile().length();
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(path);
    }
  }
}
