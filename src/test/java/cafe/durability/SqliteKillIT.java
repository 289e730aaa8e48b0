package cafe.durability;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Kills the cafe on its embedded database; {@code -Ddurability.kills} says how often. */
class SqliteKillIT extends KillContract {
  SqliteKillIT() {
    super("sqlite", KILLS);
  }

  @Override
  Map<String, String> database() {
    return Map.of();
  }

  @Override
  Rows rows(Map<Path, byte[]> files, Path data, Path scratch) throws IOException {
    return Rows.of(files, data, scratch);
  }
}
