package cafe.storage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.DOWN;
import static org.eclipse.microprofile.health.HealthCheckResponse.Status.UP;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockFolderCheckTest {

  @TempDir Path folder;

  @Test
  void isReadyOnlyWhileTheFolderTakesFiles() throws IOException {
    Path blocks = Files.createDirectory(folder.resolve("blocks"));
    BlockFolderCheck check = new BlockFolderCheck(blocks);
    assertThat(check.call().getStatus()).isEqualTo(UP);
    assertThat(blocks).isEmptyDirectory();
    Files.delete(blocks);
    assertThat(check.call().getStatus()).isEqualTo(DOWN);
    Files.writeString(blocks, "no folder");
    assertThat(check.call().getStatus()).isEqualTo(DOWN);
    Files.delete(blocks);
    Files.createDirectory(blocks);
    assertThat(check.call().getStatus()).isEqualTo(UP);
  }
}
