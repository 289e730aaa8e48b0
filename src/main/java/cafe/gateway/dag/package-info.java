/**
 * Files and directories as DAGs of blocks (UnixFS), read by position.
 *
 * <p><b>Invariants.</b> A cursor yields exactly the bytes of the file that the root's block
 * describes: each part must have the size that its parent claims for it, or reading ends in a
 * fault.
 *
 * <p><b>Limits.</b> Depth 32. A part without bytes is never looked at, so each block that is read
 * yields at least one byte. The nodes that a cursor decodes are at most 16 MiB and 64 bytes for
 * each byte that it yields. It holds one decoded node for each level and one open file or small
 * block.
 *
 * <p><b>Threats.</b> DAGs are written by strangers: sizes that overflow or do not add up, links of
 * unknown kind, depth without end, one block used a million times. None costs more than the caller
 * reads.
 */
@NullMarked
package cafe.gateway.dag;

import org.jspecify.annotations.NullMarked;
