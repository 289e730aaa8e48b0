/**
 * The few protobuf shapes that libp2p's own small messages need, read and written by hand: fields
 * of varint and length-delimited type. Reading works on a complete message whose size the caller
 * has limited; nothing is allocated beyond the fields asked for, and unknown fields are skipped.
 */
@NullMarked
package cafe.libp2p.protobuf;

import org.jspecify.annotations.NullMarked;
