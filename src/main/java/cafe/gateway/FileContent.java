package cafe.gateway;

import cafe.gateway.dag.FileCursor;
import cafe.ipld.Cid;
import org.jspecify.annotations.Nullable;

/**
 * A file as a reader gets it: as it is stored, or opened with a key and verified.
 *
 * @param cid of the stored file
 * @param size in bytes, of what the reader gets
 * @param type media type, fit for a header
 * @param name file name as a stranger gave it, or null
 * @param opened whether a key opened it: then nobody may keep it
 * @param reader makes cursors
 */
public record FileContent(
    Cid cid, long size, String type, @Nullable String name, boolean opened, Reader reader) {

  /** Makes cursors over the bytes. */
  @FunctionalInterface
  public interface Reader {
    /** A cursor at an offset, at most the size. */
    FileCursor at(long offset);
  }
}
