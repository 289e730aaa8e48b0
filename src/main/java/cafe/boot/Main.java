package cafe.boot;

import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The executable. {@code serve} runs the cafe; the other commands talk to a running one and end.
 * Only {@code serve} (and a {@code tour} without a URL) starts the application.
 */
@QuarkusMain
@Command(
    name = "cafe",
    description = "Always-on infrastructure for encrypted peer-to-peer apps.",
    mixinStandardHelpOptions = true,
    version = "cafe 0.1.0 (compatible with go-textile 0.7.8)",
    subcommands = {
      ServeCommand.class,
      TokenCommand.class,
      ClientCommand.class,
      AccountCommand.class,
      TourCommand.class
    })
public final class Main {

  private Main() {}

  /** Runs the command line and exits with its status. */
  public static void main(String... args) {
    int status = commandLine().execute(withDefault(args));
    if (status != ServeCommand.RUNNING) {
      System.exit(status);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (e, commandLine, result) -> {
              commandLine.getErr().println("cafe: " + e.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  /** {@code serve} is what is meant where no command is named. */
  private static String[] withDefault(String[] args) {
    boolean named = args.length > 0 && !args[0].startsWith("-");
    boolean help = args.length > 0 && args[0].matches("-h|--help|-V|--version");
    if (named || help) {
      return args;
    }
    String[] all = new String[args.length + 1];
    all[0] = "serve";
    System.arraycopy(args, 0, all, 1, args.length);
    return all;
  }
}
