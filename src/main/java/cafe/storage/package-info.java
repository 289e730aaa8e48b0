/**
 * Blocks by hash, and who needs them.
 *
 * <p><b>Purpose.</b> Clients back up encrypted files and nodes here ({@link
 * cafe.storage.StorageService}); other rooms keep what they need ({@link cafe.storage.Keeper}) and
 * everybody reads ({@link cafe.storage.Blocks}).
 *
 * <p><b>Invariants.</b>
 *
 * <ul>
 *   <li>Bytes before rows: a block's file is durable before the row that says "live" commits, so a
 *       live row always has its bytes.
 *   <li>A reference (owner, root, scope) keeps its root and, for a tree, every block beneath it. It
 *       commits with the answer that promises it: whoever is told "I have it" owns a reference.
 *   <li>A block is live, condemned, or leaving. Collection condemns what nobody references; after
 *       the grace period it looks again under the row's lock and marks what is still unreferenced
 *       as leaving; then it deletes the bytes, then the row. Only live blocks are answered for. A
 *       put makes condemned blocks live again, waits for leaving ones to be gone, and writes again
 *       what was removed between its bytes and its rows (it notices by a count of removals). So a
 *       live row always has its bytes, with any number of processes, and no transaction is held
 *       while bytes are written or deleted.
 *   <li>Bytes without a row (a crash between the two, an upload that was refused) get a condemned
 *       row from the sweep.
 * </ul>
 *
 * <p><b>Limits.</b> See {@link cafe.storage.StorageConfig}. Blocks ≤ 2 MiB; uploads are spooled to
 * disk above one chunk, so memory does not grow with their size.
 *
 * <p><b>Threats.</b> Content that is not what its name says is refused before anything of the
 * request is stored. A client can remove only its own references. Names come from callers and are
 * parsed to hashes before they touch a path.
 */
@NullMarked
package cafe.storage;

import org.jspecify.annotations.NullMarked;
