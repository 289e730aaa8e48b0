/**
 * Storage over streams: the original's store messages, and bitswap, which serves every block that
 * is here to whoever asks for it by name.
 */
@NullMarked
package cafe.storage.stream;

import org.jspecify.annotations.NullMarked;
