package cafe.storage;

import java.time.Clock;
import java.time.Instant;

class MemoryBlockStoreTest extends BlockStoreContract {
  private final BlockStore store = new MemoryBlockStore(Clock.systemUTC());

  @Override
  protected BlockStore store() {
    return store;
  }

  @Override
  protected Instant now() {
    return Instant.now();
  }
}
