/**
 * The few protobuf shapes that libp2p's own messages need, read and written by hand: fields of
 * varint and length-delimited type. Reading works on a complete message whose size the caller has
 * limited; nothing is allocated beyond the fields asked for, and unknown fields are skipped.
 *
 * <p>Integers and the walk over fields are {@code cafe.ipld}'s, the one place that knows how they
 * are spelled: multiformats are ground that libp2p stands on, and {@code ipld} knows nothing of
 * peers. All messages are written by {@link cafe.libp2p.protobuf.ProtobufWriter}, large ones too;
 * its varints alone may be negative, as protobuf's are. Two other readers remain, for messages that
 * are never in memory as a whole: {@code cafe.libp2p.frames}, which takes fields while they arrive,
 * and mplex, whose headers come in pieces.
 */
@NullMarked
package cafe.libp2p.protobuf;

import org.jspecify.annotations.NullMarked;
