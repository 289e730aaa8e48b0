/**
 * What every security protocol gives: a channel that is encrypted, whose peer has proven its key.
 *
 * <p>Implementations: {@code noise}, {@code tls}, {@code secio}. All are strict: any frame that
 * does not verify ends the connection. Frame lengths are checked before buffering.
 */
@NullMarked
package cafe.libp2p.security;

import org.jspecify.annotations.NullMarked;
