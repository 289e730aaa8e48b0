/** Attacks on the libp2p host, named as tests. */
@NullMarked
package cafe.libp2p.hostile;

import org.jspecify.annotations.NullMarked;
