package cafe.database.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  private static final String LIBRARIES = "org.sqlite.tmpdir";

  @TempDir Path above;

  private Path folder;
  private String before;

  @BeforeEach
  void remember() {
    folder = above.resolve("data");
    before = System.getProperty(LIBRARIES);
    System.clearProperty(LIBRARIES);
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(LIBRARIES);
    } else {
      System.setProperty(LIBRARIES, before);
    }
  }

  @Test
  void isForOneAtATime() throws IOException {
    try (DataFolder first = DataFolder.claim(folder)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> DataFolder.claim(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("another cafe runs on the data folder " + folder);
    }
    DataFolder.claim(folder).close();
  }

  /** Programs may be forbidden in the data folder. */
  @Test
  void anOperatorsFolderForTheLibraryStays() throws IOException {
    System.setProperty(LIBRARIES, "/elsewhere");
    DataFolder.claim(folder).close();
    assertThat(System.getProperty(LIBRARIES)).isEqualTo("/elsewhere");
  }

  @Test
  void librariesOfProcessesThatWereKilledAreRemoved() throws IOException {
    Path libraries = folder.resolve("native");
    DataFolder.claim(folder).close();
    Files.createFile(libraries.resolve("sqlite-3.0-1-libsqlitejdbc.so"));
    Files.createFile(libraries.resolve("sqlite-3.0-1-libsqlitejdbc.so.lck"));
    DataFolder.claim(folder).close();
    assertThat(libraries).isEmptyDirectory();
    assertThat(System.getProperty(LIBRARIES)).isEqualTo(libraries.toString());
  }
}
