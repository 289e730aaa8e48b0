package cafe.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which documented statuses and codes have occurred in tests: one line each, kept in files because
 * tests run in several class loaders and processes. The build names its run, so that an older one
 * does not count.
 */
public final class ContractCoverage {

  /** The setting that names the run. */
  public static final String RUN = "cafe.contract.run";

  /** What is noted, in place of a status, of an operation that the generated client called. */
  static final String CLIENT = "called by the generated client";

  /** What the generated client cannot do, and why. */
  private static final Map<String, String> NOT_BY_CLIENT =
      Map.of(
          "streamMessages", "the stream does not end, and the client reads answers to their end",
          "getNamed", "no name resolves, so that it has no success");

  private static final Path FOLDER =
      Path.of("target/contract-coverage", System.getProperty(RUN, "by-hand"));

  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  private ContractCoverage() {}

  /** Notes that an operation answered with a status, or a problem of a code. */
  public static void record(Contract.Operation operation, String statusOrCode) {
    String line = line(operation, statusOrCode);
    if (SEEN.add(line)) {
      try {
        Files.createDirectories(FOLDER);
        Files.writeString(
            FOLDER.resolve(ProcessHandle.current().pid() + ".txt"),
            line + "\n",
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Every documented status, and every documented code of a problem, that no test has seen. */
  public static Set<String> missing(Contract contract) throws IOException {
    Set<String> missing = new TreeSet<>();
    for (Contract.Operation operation : contract.operations()) {
      operation.statuses().forEach(status -> missing.add(line(operation, status)));
      if (!operation.method().equals("HEAD")) {
        contract.codes(operation).forEach(code -> missing.add(line(operation, code)));
      }
    }
    missing.removeAll(seen());
    return missing;
  }

  /** Every operation that no test has called through the generated client, with success. */
  public static Set<String> notCalled(Contract contract) throws IOException {
    Set<String> missing = new TreeSet<>();
    for (Contract.Operation operation : contract.operations()) {
      if (!NOT_BY_CLIENT.containsKey(operation.node().path("operationId").asText())) {
        missing.add(line(operation, CLIENT));
      }
    }
    missing.removeAll(seen());
    return missing;
  }

  /** The operations that {@link #notCalled} does not ask for. */
  public static Set<String> exempt() {
    return NOT_BY_CLIENT.keySet();
  }

  /** Whether any test has noted anything. */
  public static boolean isEmpty() throws IOException {
    return seen().isEmpty();
  }

  private static Set<String> seen() throws IOException {
    Set<String> seen = new TreeSet<>();
    if (Files.isDirectory(FOLDER)) {
      try (Stream<Path> files = Files.list(FOLDER)) {
        for (Path file : files.toList()) {
          seen.addAll(Files.readAllLines(file));
        }
      }
    }
    return seen;
  }

  private static String line(Contract.Operation operation, String status) {
    return operation + " " + status;
  }
}
