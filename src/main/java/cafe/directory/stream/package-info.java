/**
 * The directory over streams and pubsub: publishing a peer, asking other peers, answering them.
 *
 * <p>Anybody on the network may ask, without proof of who he is; answers are limited in rate and
 * size. Anybody may answer, so answers count only while their query is in flight, from each sender
 * only so many, and only of the type that was asked for.
 */
@NullMarked
package cafe.directory.stream;

import org.jspecify.annotations.NullMarked;
