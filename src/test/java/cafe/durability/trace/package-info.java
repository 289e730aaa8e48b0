/**
 * What a process did to files, from a system call trace, and the disks that a power cut at any
 * moment of it might leave.
 *
 * <p>The disk promises what POSIX does and no more. Of a file, what was written before a force of
 * it began, and that force ended, is there; of later writes each sector may have been written back
 * at any time after its write began, or never, and so may the length. Of a folder likewise each
 * change of a name, a rename being one change. Forcing a file does not force its name.
 */
@NullMarked
package cafe.durability.trace;

import org.jspecify.annotations.NullMarked;
