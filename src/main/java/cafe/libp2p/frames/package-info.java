/**
 * Length-delimited protobuf frames on streams, for protocols whose frames are large or come from
 * strangers in any number: bitswap and pubsub.
 *
 * <p>{@code cafe.libp2p.protobuf} parses a message that is already in memory. Here nothing is: a
 * {@link cafe.libp2p.frames.FrameReader} walks over the fields while they arrive, so that every
 * length is checked before a byte is buffered, counts are limited before objects exist, and a frame
 * of 4 MiB needs no more memory than its largest field. A {@link
 * cafe.libp2p.protobuf.ProtobufWriter} keeps references to large values instead of copies.
 *
 * <p>Threat: many peers which announce large values and then stall, or ask for large answers and
 * never read them. Buffers grow only as bytes arrive, and all of them are leased from a {@link
 * cafe.libp2p.frames.MemoryBudget}; when that is exhausted the longest stalled transfer is given
 * up, and one address holds no more than its share of it at any time. Whether it is or not, a
 * message that has begun must come at some pace, see {@link cafe.libp2p.frames.PacedInput}; streams
 * that are silent between messages cost nothing.
 */
@NullMarked
package cafe.libp2p.frames;

import org.jspecify.annotations.NullMarked;
