package cafe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import cafe.bench.Load.Connection;
import cafe.bench.Servers.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Kubo, offline, which stores blocks as files that it forces, as the cafe does. */
record Kubo(Path program) implements Load.Call {

  /** Where the interop tests have it, or on the path. */
  static Optional<Kubo> find() {
    Path built = Path.of(System.getProperty("user.home"), ".cache", "cafe-interop", "ipfs");
    return Stream.concat(
            Stream.of(built),
            Stream.of(System.getenv("PATH").split(":")).map(each -> Path.of(each, "ipfs")))
        .filter(Files::isExecutable)
        .map(Kubo::new)
        .findFirst();
  }

  Server start(Servers servers, Path folder) {
    String repository = "IPFS_PATH=" + folder.resolve("kubo");
    try {
      int port = Servers.freePort();
      run(servers, repository, "init", "--empty-repo", "--profile=test");
      run(servers, repository, "config", "Addresses.API", "/ip4/127.0.0.1/tcp/" + port);
      Process daemon =
          servers.program("env", repository, program.toString(), "daemon", "--offline");
      URI url = URI.create("http://127.0.0.1:" + port);
      servers.await(url.resolve("/version"));
      return new Server(url, daemon.toHandle(), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void run(Servers servers, String repository, String... arguments)
      throws IOException, InterruptedException {
    String[] line =
        Stream.concat(Stream.of("env", repository, program.toString()), Stream.of(arguments))
            .toArray(String[]::new);
    assertThat(servers.program(line).waitFor()).as(List.of(arguments).toString()).isZero();
  }

  @Override
  public void on(Connection connection, int number) throws IOException {
    byte[] form = Stores.form("block", Stores.bytes(number));
    String path = "/api/v0/block/put?cid-codec=raw&pin=false";
    connection.exchange(Load.request("POST", path, form, Stores.formType()), 200);
  }
}
