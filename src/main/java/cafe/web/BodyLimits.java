package cafe.web;

import java.util.Map;

/**
 * The limits of a room's bodies, by the names of their settings, which {@link BodyLimit} refers to.
 * Every bean of this type is found.
 */
public interface BodyLimits {

  /** Limits in bytes, by setting. */
  Map<String, Long> limits();

  /** The memory that all bodies share which are read whole before they are used. */
  interface Memory {
    /**
     * Opens an account for a body.
     *
     * @param abort ends the request if others need its memory more; must not block
     */
    Account open(Runnable abort);

    /** Bytes on all accounts now. */
    long used();

    /** Accounts that are open now. */
    int accounts();
  }

  /** What one body holds. */
  interface Account extends AutoCloseable {
    /**
     * Adds bytes before they are kept, waiting for them if need be.
     *
     * @throws cafe.kernel.CafeException {@code OVERLOADED} if there are none soon
     */
    void grow(int bytes);

    /** The body has come to its end: from now on it waits for us, not for its sender. */
    void complete();

    /** Gives everything back. */
    @Override
    void close();
  }
}
