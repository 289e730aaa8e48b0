/**
 * Where blocks and references lie: one file per block, and three tables.
 *
 * <p><b>Files.</b> {@code <blocks>/<fan-out>/<name>}: the name is the multihash in base32, the
 * fan-out two characters near its end, so that 1,024 folders share the blocks evenly. A put writes
 * a temporary file beside its place, forces it, moves it there atomically and forces the folder;
 * puts that wait for the same folder share one force. So a name, once visible, always has all its
 * bytes, and an acknowledged block survives a power cut.
 *
 * <p><b>Tables.</b> {@code block} (what is here, and its state), {@code tree} (the blocks beneath a
 * root), {@code pin} (references). Rows are written by JDBC batches on the session's connection,
 * because one upload may touch thousands; entities and their repositories read.
 */
@NullMarked
package cafe.storage.store;

import org.jspecify.annotations.NullMarked;
