/**
 * What an acknowledgement is worth, tried on the packaged program; run by {@code -Pdurability}.
 *
 * <ul>
 *   <li>{@code KillContract}, on both databases: sixteen clients and the tour at work, the process
 *       killed at random moments (also while it starts), started again on the same folder.
 *       Promised: every acknowledged item is found with the same bytes and by its owner, nothing
 *       that was removed comes back, the collection running all the time. A kill loses nothing that
 *       the kernel has, so this is about the order of steps, not about forces.
 *   <li>{@code PowerCutIT}: the same clients, every write and force of the process traced; from the
 *       trace hundreds of disks as a power cut might leave them: unforced writes lost, kept,
 *       reordered or torn, names of files and folders that were not forced lost. Promised: in each
 *       the database is sound, every item acknowledged by then is there, no row refers to missing
 *       or half-made bytes; the cafe itself starts on some of them and serves the items. That the
 *       checks can fail is shown by ignoring the forces.
 *   <li>{@code LargeFileIT}: a heap of 256 MiB stores, ranges and opens a file of 2 GiB for four
 *       readers at once. Promised: every byte is right and the process goes on serving.
 * </ul>
 *
 * <p>Clients reach the cafe through the generated client ({@code Remote} tells of one exception).
 * Each keeps a {@link cafe.durability.Ledger} of what was asked and acknowledged when; what must be
 * found at a moment follows from it. An item that was under way at that moment may be there or not,
 * but never by half.
 */
@NullMarked
package cafe.durability;

import org.jspecify.annotations.NullMarked;
