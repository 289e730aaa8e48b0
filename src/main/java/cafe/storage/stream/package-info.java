/**
 * Storage over streams: the original's store messages, and bitswap, which serves every block that
 * is here to whoever asks for it by name. Objects are asked for in an order in which one that
 * cannot be sent keeps no other from being sent ({@link cafe.storage.stream.AskingOrder}).
 */
@NullMarked
package cafe.storage.stream;

import org.jspecify.annotations.NullMarked;
