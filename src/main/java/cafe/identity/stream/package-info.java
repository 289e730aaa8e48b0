/**
 * Registration, refresh and removal of clients over cafe streams. A registration here is proven:
 * the peer is the connection's remote end.
 */
@NullMarked
package cafe.identity.stream;

import org.jspecify.annotations.NullMarked;
