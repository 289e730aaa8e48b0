package cafe.gateway.http.memory;

import cafe.gateway.GatewayConfig;
import cafe.ipld.Cid;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.quarkus.runtime.configuration.MemorySize;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Files in direct memory, by the path that they were asked for. Only unencrypted answers: whatever
 * a key opened never comes here.
 *
 * <p>Bounded twice: what is cached by {@code maxBytes}, and what is allocated, which is more while
 * slow readers hold on to evicted files, by half as much again. A file enters at its second request
 * and stays by frequency of use, at most {@code lifetime}.
 */
public final class HotCache {
  /** What an entry costs besides its bytes, roughly. */
  private static final int OVERHEAD = 1024;

  private final long maxFile;
  private final long maxAllocated;
  private final AtomicLong allocated = new AtomicLong();
  private final Doorkeeper doorkeeper = new Doorkeeper();
  private final Cache<String, HotFile> files;

  /** By settings, in proportion to the heap if they say nothing. */
  public static HotCache of(GatewayConfig config) {
    long quarter = Runtime.getRuntime().maxMemory() / 4;
    long bytes = config.hotCache().map(MemorySize::asLongValue).orElse(quarter);
    return new HotCache(bytes, config.hotFile().asLongValue(), config.hotLifetime());
  }

  /** With bounds on all files and on each. */
  public HotCache(long maxBytes, long maxFile, Duration lifetime) {
    // larger ones would push out too much at once
    this.maxFile = Math.min(maxFile, maxBytes / 4);
    this.maxAllocated = maxBytes + maxBytes / 2;
    this.files =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((String path, HotFile file) -> file.body().size() + OVERHEAD + path.length())
            .expireAfterWrite(lifetime)
            .executor(Runnable::run)
            .removalListener(HotCache::removed)
            .build();
  }

  private static void removed(@Nullable String path, @Nullable HotFile file, RemovalCause cause) {
    if (file != null) {
      file.body().release();
    }
  }

  /** The file at this path, or null. It may be freed any time: retain its body first. */
  public @Nullable HotFile get(String path) {
    return files.getIfPresent(path);
  }

  /** Whether a file that is not in memory shall come in; counts the request. */
  public boolean admits(Cid cid, long size) {
    return size <= maxFile && doorkeeper.admits(cid);
  }

  /** Memory for a file, to be filled, or null if there is none to spare. */
  public @Nullable HotBody allocate(int size) {
    if (allocated.addAndGet(size) > maxAllocated) {
      allocated.addAndGet(-size);
      return null;
    }
    try {
      ByteBuf bytes = UnpooledByteBufAllocator.DEFAULT.directBuffer(size, size);
      return new HotBody(bytes, () -> allocated.addAndGet(-size));
    } catch (OutOfMemoryError e) {
      // direct memory is used up: by others, since our share is bounded
      allocated.addAndGet(-size);
      return null;
    }
  }

  /** Takes a file in, with the count that its maker holds. */
  public void put(String path, HotFile file) {
    files.put(path, file);
  }

  /** Removes files. */
  public void removeIf(Predicate<HotFile> gone) {
    files.asMap().values().removeIf(gone);
  }

  /** Bytes that are allocated now. */
  public long allocated() {
    return allocated.get();
  }
}
