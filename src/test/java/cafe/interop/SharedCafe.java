package cafe.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One packaged cafe for all tests of a run: each brings its own accounts and peers. */
final class SharedCafe implements ParameterResolver {
  private static final ExtensionContext.Namespace OURS =
      ExtensionContext.Namespace.create(SharedCafe.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == CafeProcess.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getRoot().getStore(OURS).computeIfAbsent("cafe", key -> open(), CafeProcess.class);
  }

  private static CafeProcess open() {
    try {
      Path folder = Files.createDirectories(Path.of("target", "interop"));
      return new CafeProcess(Files.createTempDirectory(folder, "data-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
